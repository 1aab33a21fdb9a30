package io.mqttremoting.e2e;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.testsupport.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A program with a service or a client on the default connection. */
final class OtherProcess {
  private OtherProcess() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("service")) {
      serve();
    } else {
      call();
    }
  }

  /** Serves until a line comes, and then ends by itself, although its connection is not closed. */
  private static void serve() {
    ServiceHandle handle = MqttRemoting.serve(new Hello());
    System.out.println("serving");
    Thread stopper = new Thread(() -> closeOnLine(handle));
    stopper.setDaemon(true); // only the service keeps the program alive, not this thread
    stopper.start();
  }

  private static void closeOnLine(ServiceHandle handle) {
    try {
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      System.out.println("closing");
      handle.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls, prints what it sees, and ends by itself, although nothing is closed. */
  private static void call() throws RefusedException {
    IHello hello = MqttRemoting.client(IHello.class);
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Await.until("the retained value", () -> hello.getLast() != null);
    System.out.println("found " + hello.getLast().content());
    hello.onLastChanged(message -> events.add("last " + message.content()));
    hello.onJustSaid(message -> events.add("said " + message.content()));
    System.out.println(hello.say(new Message("from another process"), When.NOW));
    System.out.println(Await.next(events));
    System.out.println(Await.next(events));
    System.out.println(Await.result(hello.sayAsync(new Message("again"), When.SOON)));
    try {
      hello.say(new Message("no"), When.NEVER);
    } catch (RefusedException e) {
      System.out.println("refused: " + e.getMessage());
    }
    hello.setLast(new Message("set"));
    Await.until("the value is set", () -> hello.getLast().equals(new Message("set")));
    System.out.println("done");
  }
}
