package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All services of a {@link DiscoveryScope}. Its filters overlap those of clients, and brokers may
 * send a message once for each filter, so it needs a connection of its own. Thread-safe.
 */
public final class ServiceDirectory implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);

  /** Any client may publish statuses and values. */
  public static final int MAX_KEPT = 200_000;

  /** A status of this library has a few hundred bytes. */
  private static final int MAX_STATUS_BYTES = 4096;

  /** Some brokers send retained messages after the fence; when this long none came, all have. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private final DiscoveryScope scope;
  private final List<String> filters;
  private final BrokerConnection connection;
  private final LogLimit log = new LogLimit("what is at the broker");
  private final StatusReader statuses = new StatusReader(log);
  private final Findings findings;
  private volatile long lastNews = System.nanoTime();

  /** What was known when the connection was lost; {@code null} while connected. */
  private volatile @Nullable List<ServiceInfo> before;

  /** Gets the starts of the topics of interfaces that may have changed; must not wait. */
  private volatile Consumer<Set<String>> listener = changed -> {};

  /**
   * To be registered at {@code connection}.
   *
   * @param maxKept the most statuses and names of values to keep
   */
  public ServiceDirectory(DiscoveryScope scope, BrokerConnection connection, int maxKept) {
    this.scope = scope;
    this.filters = scope.filters();
    this.connection = connection;
    this.findings = new Findings(maxKept);
  }

  /** The services that are known, sorted; while the connection is broken, those before. */
  public List<ServiceInfo> services() {
    List<ServiceInfo> earlier = before;
    return earlier == null ? findings.services() : earlier;
  }

  /** The services of one interface. */
  List<ServiceInfo> services(String id) {
    return findings.services(id);
  }

  /** Whether its connection is closed for good. */
  boolean isClosed() {
    return connection.isClosed();
  }

  /** Whether there is a connection, and what the broker retains has arrived on it. */
  boolean isKnown() {
    return before == null;
  }

  /** Calls the listener from now on, for what is known already, too. */
  void listen(Consumer<Set<String>> changes) {
    listener = changes;
    changes.accept(findings.ids());
  }

  /**
   * Waits until what the broker retains has arrived.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void awaitRetained(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout); // at most 292 years
    boolean fenced = false;
    while (true) {
      fenced = fenced || connection.awaitRetained();
      long now = System.nanoTime();
      long quiet = lastNews + QUIET.toNanos() - now;
      if ((fenced && quiet <= 0) || end - now <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(Math.min(end - now, fenced ? quiet : QUIET.toNanos()));
    }
  }

  /** Receives all messages: no topic is known before. */
  @Override
  public boolean receiveOther(Message message) {
    if (statuses.isFence(message)) {
      return true; // which a connection sends to itself
    }
    String owner = Topics.owner(message.topic());
    Set<String> changed =
        owner.equals(message.topic())
            ? findings.setConnection(message.topic(), status(message))
            : ofInterface(owner, message);
    if (findings.takeIgnored()) {
      log.error(
          LOG,
          "{}: ignored because {} statuses and values are known, the most that discovery keeps",
          message.topic(),
          findings.limit());
    }
    if (!changed.isEmpty()) {
      lastNews = System.nanoTime();
      listener.accept(changed);
    }
    return true;
  }

  private Set<String> ofInterface(String owner, Message message) {
    Optional<Address> address = Address.parse(owner).filter(scope::includes);
    String rest = message.topic().substring(owner.length() + 1);
    String member = rest.substring(rest.indexOf('/') + 1);
    if (address.isEmpty() || member.indexOf('/') >= 0) {
      return Set.of(); // in another namespace, or of another program
    }
    if (!new Topics(owner).isProperty(message.topic())) {
      findings.setStatus(address.get(), member, status(message));
    } else if (!findings.setValue(address.get(), member, message.payload().length > 0)) {
      return Set.of(); // another value of a known property
    }
    return Set.of(owner);
  }

  /** The status in a message; {@code null} if somebody cleared it. */
  private @Nullable Status status(Message message) {
    if (message.payload().length == 0) {
      return null;
    }
    if (message.payload().length > MAX_STATUS_BYTES) {
      onUnreceivable(message, "a status of " + message.payload().length + " bytes is not read");
      return StatusReader.OFFLINE;
    }
    return statuses.read(message).orElse(StatusReader.OFFLINE);
  }

  @Override
  public List<String> filters(MqttVersion version) {
    return filters;
  }

  @Override
  public boolean isOfAllInterfaces() {
    return true;
  }

  /** Brokers queue a limited number of messages for a client, except at QoS 0. */
  @Override
  public int qos() {
    return 0;
  }

  @Override
  public boolean needsRetained() {
    return true;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    log.warn(LOG, "{}: ignored: {}", message.topic(), reason);
  }

  /** What has not come again on the new connection is gone. */
  @Override
  public boolean awaitFollowUps(Duration left) {
    try {
      awaitRetained(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the connection is being closed
    }
    if (!connection.isConnected()) {
      return false; // lost again before everything has come
    }
    List<ServiceInfo> earlier = before;
    before = null;
    Set<String> all = new TreeSet<>(findings.ids());
    if (earlier != null) {
      earlier.forEach(service -> all.add(service.id()));
    }
    listener.accept(all);
    return false;
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    if (before == null) {
      before = findings.services();
    }
    findings.clear();
  }

  @Override
  public String toString() {
    return scope.toString();
  }
}
