package io.greenhouse.service;

import io.greenhouse.Climate;
import io.greenhouse.IGreenhouse;
import io.greenhouse.IThermometer;
import io.greenhouse.UnknownRoomException;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.ObservableValue;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.spring.RemoteService;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Calls the thermometers of all rooms, and is called by clients. Thread-safe. */
@RemoteService
public class Greenhouse implements IGreenhouse {
  private static final double TOO_WARM = 30;
  private static final double MAX_OFFSET = 200;

  private final Fleet<IThermometer> thermometers;
  private final ObservableValue<Climate> climate = new ObservableValue<>(new Climate(Map.of(), 0));
  private final Listeners<BiConsumer<String, Double>> tooWarm = new Listeners<>();

  Greenhouse(RemotingConnection connection) {
    thermometers = connection.fleet(IThermometer.class);
    thermometers.onJoined(
        (room, thermometer) -> {
          measured(room, thermometer.getCelsius());
          thermometer.onCelsiusChanged(celsius -> measured(room, celsius));
        });
    thermometers.onLeft(this::left);
  }

  private synchronized void measured(String room, double celsius) {
    Map<String, Double> rooms = new TreeMap<>(climate.get().rooms());
    rooms.put(room, celsius);
    set(rooms);
    if (celsius > TOO_WARM) {
      tooWarm.forEach(handler -> handler.accept(room, celsius));
    }
  }

  private synchronized void left(String room) {
    Map<String, Double> rooms = new TreeMap<>(climate.get().rooms());
    rooms.remove(room);
    set(rooms);
  }

  private void set(Map<String, Double> rooms) {
    double average =
        rooms.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    climate.set(new Climate(rooms, average));
  }

  @Override
  public Climate getClimate() {
    return climate.get();
  }

  @Override
  public Subscription onClimateChanged(Consumer<Climate> handler) {
    return climate.onChange(handler);
  }

  @Override
  public void calibrate(String room, double offset) throws UnknownRoomException {
    if (Math.abs(offset) > MAX_OFFSET) {
      throw new IllegalArgumentException("the offset must be at most " + MAX_OFFSET);
    }
    if (!thermometers.instances().contains(room)) {
      throw new UnknownRoomException("there is no thermometer in '" + room + "'");
    }
    thermometers.get(room).calibrate(offset);
  }

  @Override
  public Subscription onTooWarm(BiConsumer<String, Double> handler) {
    return tooWarm.add(handler);
  }
}
