package io.greenhouse.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenhouse.Climate;
import io.greenhouse.IGreenhouse;
import io.greenhouse.IThermometer;
import io.greenhouse.UnknownRoomException;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.spring.test.EmbeddedMqttBroker;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@EmbeddedMqttBroker
class GreenhouseServiceTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final BlockingQueue<Climate> changes = new LinkedBlockingQueue<>();

  /** A thermometer whose temperature is the offset. */
  private static final class Thermometer implements IThermometer {
    private final ObservableValue<Double> celsius = new ObservableValue<>(10.0);

    @Override
    public double getCelsius() {
      return celsius.get();
    }

    @Override
    public Subscription onCelsiusChanged(Consumer<Double> handler) {
      return celsius.onChange(handler);
    }

    @Override
    public void calibrate(double offset) {
      celsius.set(offset);
    }
  }

  @Test
  void itCollectsTheTemperaturesOfAllRooms(@Autowired EmbeddedBroker broker) throws Exception {
    try (RemotingConnection other = MqttRemoting.connect(broker.uri().toString());
        RemotingConnection devices = MqttRemoting.connect(broker.uri().toString())) {
      IGreenhouse greenhouse = other.client(IGreenhouse.class);
      assertTrue(ClientHandle.of(greenhouse).awaitAvailable(DEADLINE));
      greenhouse.onClimateChanged(changes::add);
      BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
      greenhouse.onTooWarm((room, celsius) -> warnings.add(room + " " + celsius));

      devices.serve(new Thermometer(), ServiceOptions.defaults().withInstance("a"));
      devices.serve(new Thermometer(), ServiceOptions.defaults().withInstance("b"));
      awaitClimate(climate -> climate.equals(new Climate(Map.of("a", 10.0, "b", 10.0), 10)));
      greenhouse.calibrate("b", 40);
      awaitClimate(climate -> climate.equals(new Climate(Map.of("a", 10.0, "b", 40.0), 25)));
      assertEquals("b 40.0", warnings.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS));

      UnknownRoomException unknown =
          assertThrows(UnknownRoomException.class, () -> greenhouse.calibrate("c", 1));
      assertEquals("there is no thermometer in 'c'", unknown.getMessage());
      RemotingException refused =
          assertThrows(RemotingException.class, () -> greenhouse.calibrate("a", 201));
      assertEquals(ErrorCode.INVALID_ARGUMENT, refused.code());

      devices.close();
      awaitClimate(climate -> climate.equals(new Climate(Map.of(), 0)));
    }
  }

  private void awaitClimate(Predicate<Climate> expected) throws InterruptedException {
    Climate climate;
    do {
      climate = changes.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(climate != null, "it never came");
    } while (!expected.test(climate));
  }
}
