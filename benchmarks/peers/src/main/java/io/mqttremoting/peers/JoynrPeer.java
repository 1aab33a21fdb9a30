package io.mqttremoting.peers;

import com.google.inject.Injector;
import com.google.inject.util.Modules;
import io.joynr.arbitration.ArbitrationStrategy;
import io.joynr.arbitration.DiscoveryQos;
import io.joynr.capabilities.ParticipantIdKeyUtil;
import io.joynr.capabilities.StaticCapabilitiesProvisioning;
import io.joynr.messaging.MessagingPropertyKeys;
import io.joynr.messaging.MessagingQos;
import io.joynr.messaging.MessagingQosEffort;
import io.joynr.messaging.mqtt.MqttModule;
import io.joynr.messaging.mqtt.hivemq.client.HivemqMqttClientModule;
import io.joynr.provider.Promise;
import io.joynr.proxy.Callback;
import io.joynr.runtime.CCInProcessRuntimeModule;
import io.joynr.runtime.JoynrInjectorFactory;
import io.joynr.runtime.JoynrRuntime;
import io.joynr.exceptions.JoynrRuntimeException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import joynr.peers.EchoAbstractProvider;
import joynr.peers.EchoProvider;
import joynr.peers.EchoProxy;
import joynr.types.ProviderQos;
import joynr.types.ProviderScope;

/**
 * A provider and a consumer of joynr, each with a cluster controller and a connection of its own.
 * There is no discovery directory: the consumer gets the provider's address from a file. For each
 * line of the input with a number of milliseconds, prints how many calls a second were made.
 */
public final class JoynrPeer {
  private static final String DOMAIN = "peers";
  private static final String PARTICIPANT = "peers-echo";
  private static final String PROVIDER_CHANNEL = "provider-" + UUID.randomUUID();
  private static final String CONSUMER_CHANNEL = "consumer-" + UUID.randomUUID();
  private static final Logger LOGS = Logger.getLogger(""); // with a reference, so that it stays
  private static final String TEXT = "x".repeat(60);
  private static final long TTL_MILLIS = 60_000;

  private JoynrPeer() {}

  /**
   * Serves and calls until the end of the input.
   *
   * @param args the broker, the number of calls in flight, and {@code NORMAL} or {@code
   *     BEST_EFFORT}
   */
  public static void main(String[] args) throws Exception {
    LOGS.setLevel(Level.WARNING); // else it logs each message
    Path directory = Files.createTempDirectory("joynr");
    JoynrRuntime provider = runtime(args[0], directory, PROVIDER_CHANNEL, "provisioned_capabilities.json");
    ProviderQos qos = new ProviderQos();
    qos.setScope(ProviderScope.LOCAL);
    provider
        .getProviderRegistrar(DOMAIN, new Echo())
        .withProviderQos(qos)
        .register()
        .get(TTL_MILLIS);
    JoynrRuntime consumer =
        runtime(args[0], directory, CONSUMER_CHANNEL, provisioned(directory).toString());
    DiscoveryQos discovery =
        new DiscoveryQos(
            TTL_MILLIS, ArbitrationStrategy.LastSeen, DiscoveryQos.NO_MAX_AGE);
    EchoProxy proxy =
        consumer
            .getProxyBuilder(DOMAIN, EchoProxy.class)
            .setDiscoveryQos(discovery)
            .setMessagingQos(new MessagingQos(TTL_MILLIS, MessagingQosEffort.valueOf(args[2])))
            .build();
    if (!TEXT.equals(proxy.echo(TEXT))) {
      throw new IllegalStateException("another reply");
    }
    int inFlight = Integer.parseInt(args[1]);
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(line));
      System.out.println(inFlight == 1 ? oneByOne(proxy, nanos) : inFlight(proxy, inFlight, nanos));
    }
    System.exit(0); // joynr's threads go on
  }

  private static double oneByOne(EchoProxy proxy, long nanos) {
    long begin = System.nanoTime();
    long calls = 0;
    while (System.nanoTime() - begin < nanos) {
      proxy.echo(TEXT);
      calls++;
    }
    return perSecond(calls, System.nanoTime() - begin);
  }

  private static double inFlight(EchoProxy proxy, int inFlight, long nanos) throws Exception {
    Semaphore room = new Semaphore(inFlight);
    AtomicLong failures = new AtomicLong();
    long begin = System.nanoTime();
    long calls = 0;
    while (System.nanoTime() - begin < nanos) {
      room.acquire();
      calls++;
      proxy.echo(
          new Callback<String>() {
            @Override
            public void onSuccess(String result) {
              room.release();
            }

            @Override
            public void onFailure(JoynrRuntimeException failure) {
              failures.incrementAndGet();
              room.release();
            }
          },
          TEXT);
    }
    if (!room.tryAcquire(inFlight, TTL_MILLIS, TimeUnit.MILLISECONDS) || failures.get() > 0) {
      throw new IllegalStateException("calls failed: " + failures);
    }
    return perSecond(calls, System.nanoTime() - begin);
  }

  private static double perSecond(long calls, long nanos) {
    return calls * 1e9 / nanos;
  }

  private static JoynrRuntime runtime(
      String broker, Path directory, String channel, String provisioned) {
    Properties properties = new Properties();
    properties.setProperty(MqttModule.PROPERTY_MQTT_BROKER_URIS, broker);
    properties.setProperty(MessagingPropertyKeys.CHANNELID, channel);
    properties.setProperty(
        MessagingPropertyKeys.PERSISTENCE_FILE, directory.resolve(channel).toString());
    properties.setProperty(
        "joynr.discovery.participantids_persistence_file",
        directory.resolve(channel + "-participants").toString());
    properties.setProperty(
        "joynr.dispatching.subscription.subscriptionrequests_persistence_file",
        directory.resolve(channel + "-subscriptions").toString());
    properties.setProperty(
        StaticCapabilitiesProvisioning.PROPERTY_PROVISIONED_CAPABILITIES_FILE, provisioned);
    properties.setProperty(
        ParticipantIdKeyUtil.getProviderParticipantIdKey(DOMAIN, EchoProvider.class), PARTICIPANT);
    Injector injector =
        new JoynrInjectorFactory(
                properties,
                Modules.override(new CCInProcessRuntimeModule()).with(new HivemqMqttClientModule()))
            .getInjector();
    return injector.getInstance(JoynrRuntime.class);
  }

  /** A file with what joynr's own file has, and the provider. */
  private static Path provisioned(Path directory) throws Exception {
    String own =
        new String(
            JoynrPeer.class.getResourceAsStream("/provisioned_capabilities.json").readAllBytes(),
            StandardCharsets.UTF_8);
    String provider =
        own.replace("discoverydirectory_channelid", PROVIDER_CHANNEL)
            .replace("\"io.joynr\"", "\"" + DOMAIN + "\"")
            .replace("infrastructure/GlobalCapabilitiesDirectory", EchoProxy.INTERFACE_NAME)
            .replace("capabilitiesdirectory_participantid", PARTICIPANT)
            .replace("\"majorVersion\": 0", "\"majorVersion\": 1")
            .replace("\"minorVersion\": 3", "\"minorVersion\": 0");
    String both =
        own.substring(0, own.lastIndexOf(']'))
            + ","
            + provider.substring(provider.indexOf('[') + 1);
    return Files.writeString(directory.resolve("provisioned.json"), both);
  }

  private static final class Echo extends EchoAbstractProvider {
    @Override
    public Promise<EchoDeferred> echo(String text) {
      EchoDeferred reply = new EchoDeferred();
      reply.resolve(text);
      return new Promise<>(reply);
    }
  }
}
