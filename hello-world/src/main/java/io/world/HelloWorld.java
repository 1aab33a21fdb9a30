package io.world;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testbroker.BrokerMain;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The example of the README. Without arguments, it runs everything in one process with an embedded
 * broker. The arguments {@code broker [port]}, {@code service [namespace instance]} and {@code
 * client} run only that part.
 */
public final class HelloWorld {
  private static final long TIMEOUT_SECONDS = 10;

  private HelloWorld() {}

  /** Runs the part that the arguments select. */
  public static void main(String[] args) throws Exception {
    switch (args.length == 0 ? "" : args[0]) {
      case "" -> all();
      case "broker" -> BrokerMain.main(args.length > 1 ? new String[] {args[1]} : new String[0]);
      case "service" -> service(args.length == 3 ? List.of(args[1], args[2]) : List.of());
      case "client" -> client(MqttRemoting.defaultUri());
      default ->
          throw new IllegalArgumentException(
              "unknown argument '"
                  + args[0]
                  + "'; use broker [port], service [namespace instance] or client");
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

  /**
   * Serves until the process is terminated.
   *
   * @param place a namespace and an instance, or nothing
   */
  private static void service(List<String> place) throws InterruptedException {
    // a fixed client ID, so that the next run replaces the retained status of a killed one
    ConnectionBuilder builder =
        MqttRemoting.connection(MqttRemoting.defaultUri())
            .clientId("hello-" + (place.isEmpty() ? "service" : place.get(1)));
    ServiceOptions options = ServiceOptions.defaults();
    if (!place.isEmpty()) {
      builder.namespace(place.get(0));
      options = options.withInstance(place.get(1));
    }
    try (RemotingConnection connection = builder.connect()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(connection)));
      ServiceHandle service = connection.serve(new Hello(), options);
      System.out.println(
          service + " runs at " + MqttRemoting.defaultUri() + ", " + mqtt(connection));
      new CountDownLatch(1)
          .await(); // until this thread is interrupted or the process is terminated
    }
  }

  private static String mqtt(RemotingConnection connection) {
    return "MQTT " + connection.mqttVersion().orElseThrow();
  }

  private static void close(RemotingConnection connection) {
    connection.close();
    System.out.println("service left");
  }

  private static void client(String uri)
      throws RefusedException, InterruptedException, ExecutionException, TimeoutException {
    try (RemotingConnection connection = MqttRemoting.connect(uri)) {
      System.out.println("client speaks " + mqtt(connection));
      IHello hello = connection.client(IHello.class);
      CountDownLatch received = new CountDownLatch(2);
      hello.onLastChanged(message -> System.out.println("last is now:  " + message.content()));
      hello.onJustSaid(
          message -> {
            System.out.println("just said:    " + message.content());
            received.countDown();
          });

      System.out.println("say answers:  " + hello.say(new Message("hello"), When.NOW));
      int count =
          hello
              .sayAsync(new Message("hello again"), When.SOON)
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      System.out.println("its future:   " + count);
      try {
        hello.say(new Message("goodbye"), When.NEVER);
      } catch (RefusedException e) {
        System.out.println("say refuses:  " + e.getMessage());
      }
      if (!received.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException("the signal justSaid did not arrive");
      }
    }
  }
}
