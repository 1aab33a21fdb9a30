package io.world;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testbroker.BrokerMain;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The example of the README. Without arguments everything in one process, on an embedded broker;
 * with {@code broker [port]}, {@code service} or {@code client}, that part alone.
 */
public final class HelloWorld {
  private static final long PATIENCE_SECONDS = 10;

  private HelloWorld() {}

  /** Runs what the arguments say. */
  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "" : args[0]) {
      case "" -> all();
      case "broker" -> BrokerMain.main(args.length > 1 ? new String[] {args[1]} : new String[0]);
      case "service" -> service();
      case "client" -> client(MqttRemoting.defaultUri());
      default ->
          throw new IllegalArgumentException(
              "'" + args[0] + "' is not one of broker [port], service, client");
    }
  }

  private static void all() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        RemotingConnection connection = MqttRemoting.connect(broker.uri().toString())) {
      connection.serve(new Hello());
      System.out.println("service speaks " + mqtt(connection));
      client(broker.uri().toString());
    }
  }

  private static void service() throws InterruptedException {
    // always the same identifier, so that what a killed service has left is its own next time
    try (RemotingConnection connection =
        MqttRemoting.connection(MqttRemoting.defaultUri()).clientId("hello-service").connect()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(connection)));
      connection.serve(new Hello());
      System.out.println(
          "service of io.world/Hello runs at "
              + MqttRemoting.defaultUri()
              + ", "
              + mqtt(connection));
      new CountDownLatch(1).await(); // until this thread is interrupted or the process told to end
    }
  }

  private static String mqtt(RemotingConnection connection) {
    return "MQTT " + connection.mqttVersion().orElseThrow();
  }

  private static void leave(RemotingConnection connection) {
    connection.close();
    System.out.println("service left");
  }

  private static void client(String uri)
      throws RefusedException, InterruptedException, ExecutionException, TimeoutException {
    try (RemotingConnection connection = MqttRemoting.connect(uri)) {
      System.out.println("client speaks " + mqtt(connection));
      IHello hello = connection.client(IHello.class);
      CountDownLatch heard = new CountDownLatch(2);
      hello.onLastChanged(message -> System.out.println("last is now:  " + message.content()));
      hello.onJustSaid(
          message -> {
            System.out.println("just said:    " + message.content());
            heard.countDown();
          });

      System.out.println("say answers:  " + hello.say(new Message("hello"), When.NOW));
      int count =
          hello
              .sayAsync(new Message("hello again"), When.SOON)
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      System.out.println("its future:   " + count);
      try {
        hello.say(new Message("goodbye"), When.NEVER);
      } catch (RefusedException e) {
        System.out.println("say refuses:  " + e.getMessage());
      }
      if (!heard.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException("the signal justSaid did not come");
      }
    }
  }
}
