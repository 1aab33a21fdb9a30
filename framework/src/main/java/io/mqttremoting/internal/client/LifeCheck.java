package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings the service that calls go to, which answers at once with its clock, whatever its
 * implementation is doing: to learn whether one that left a call without a reply is alive, and once
 * a minute while calls are made, so that they can say by that clock until when they wait. Then the
 * service knows of a call that was held up on its way. Thread-safe.
 */
final class LifeCheck {
  private static final Logger LOG = LoggerFactory.getLogger(LifeCheck.class);

  private final ClientEndpoint endpoint;
  private final PendingCalls calls;
  private final OperationModel model = InternalOperations.ping();
  private final OperationClient ping;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Clock clock = new Clock("", 0, null);

  /**
   * The clock of a service.
   *
   * @param memory of that service
   * @param millis what it was after the ping was sent; 0 if the service does not say
   */
  private record Clock(String memory, long millis, PendingCall ping) {
    private static final long FRESH = Duration.ofMinutes(1).toMillis();
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Calls of one tick say the same, which is then made once. */
    private static final long TICK = 100; // ms

    /** By how much clocks may differ in their pace: one in so many. */
    private static final long PACE = 1000;

    /** How many milliseconds ago it was asked for. */
    long age() {
      return ping.age().toMillis() + 1;
    }

    /** When so much time is over, at the latest; 0 if not known. */
    long in(Duration left, long age) {
      return millis == 0 || left.compareTo(LONGEST) > 0
          ? 0
          : ((millis + age + age / PACE + left.toMillis()) / TICK + 1) * TICK;
    }
  }

  LifeCheck(ClientEndpoint endpoint, Clients clients) {
    this.endpoint = endpoint;
    this.calls = clients.calls();
    this.ping = new OperationClient(endpoint, model, model.name(), clients);
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    ping.addReceivers(receivers);
  }

  /** Asks before long; never waits. What comes of it is told to the presence of the endpoint. */
  void start(Availability service) {
    asking.set(true);
    endpoint.runLater(() -> ask(service, true));
  }

  /**
   * When so much time is over, by the clock of the service of this memory; 0 if that is not known
   * yet. Never waits.
   */
  long until(String memory, Duration left) {
    Clock known = clock;
    boolean fits = known.memory.equals(memory);
    long age = fits ? known.age() : Long.MAX_VALUE;
    if (age > Clock.FRESH) {
      Availability service = endpoint.presence().availability();
      if (memory.equals(service.memory()) && asking.compareAndSet(false, true)) {
        endpoint.runLater(() -> ask(service, false));
      }
    }
    return fits ? known.in(left, age) : 0;
  }

  /** Asks; if the service is in doubt, and gives no answer, that is told. */
  private void ask(Availability service, boolean doubted) {
    Supplier<RemotingException> silence =
        () -> ping.failure(ErrorCode.DEADLINE_EXCEEDED, "no reply to a ping", null);
    PendingCall call;
    try {
      call = ping.sendTo(service, silence);
    } catch (RemotingException e) { // it is asked again on the next connect
      LOG.debug("{}: a service is not asked whether it is alive", endpoint.id(), e);
      asking.set(false);
      return;
    }
    calls.endAfter(model.timeout().orElseThrow(), call, silence);
    call.outcome()
        .thenAccept(
            outcome -> settle(service, call, outcome, doubted && outcome.failure() == silence));
  }

  /** Called by the MQTT library or a timer; that there is an answer is told where it comes. */
  private void settle(
      Availability service, PendingCall call, PendingCall.Outcome outcome, boolean silent) {
    if (outcome.reply() != null) {
      endpoint.runLater(() -> read(service.memory(), call, outcome));
      return;
    }
    asking.set(false);
    if (silent && endpoint.isConnected()) {
      endpoint.presence().onSilence(service.memory());
    }
  }

  private void read(String memory, PendingCall call, PendingCall.Outcome outcome) {
    Object millis = null;
    try {
      millis = ping.read(outcome);
    } catch (Throwable e) { // of an older service, say, or a stranger
      LOG.debug("{}: the clock of the service is not known", endpoint.id(), e);
    }
    clock = new Clock(memory, millis instanceof Long known ? Math.max(0, known) : 0, call);
    asking.set(false);
  }
}
