package io.mqttremoting.cli.broker;

import io.mqttremoting.api.MqttVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command line of {@code mosquitto_rr} that calls an operation, or of {@code mosquitto_pub} if
 * nobody waits for a reply, quoted for a shell.
 */
public final class MosquittoLine {
  private static final int PORT = 1883;
  private static final int TLS_PORT = 8883;
  private static final String CLIENT = "me";

  private final Settings settings;
  private final boolean waits;

  /** Calls at the broker of these settings. */
  public MosquittoLine(Settings settings, boolean waits) {
    this.settings = settings;
    this.waits = waits;
  }

  /**
   * The command line.
   *
   * @param metadata each as {@code key} and {@code value}
   * @param arguments the arguments as a JSON array
   */
  public String of(
      ServiceAddress address, String operation, List<String> metadata, String arguments) {
    List<String> words = new ArrayList<>(List.of(program(), "-V", "mqttv5"));
    addBroker(words);
    words.addAll(List.of("-D", "publish", "user-property", "remoting", "1"));
    for (int i = 0; i < metadata.size(); i += 2) {
      words.addAll(List.of("-D", "publish", "user-property", metadata.get(i), metadata.get(i + 1)));
    }
    String topic = address.interfaceAddress().id() + "/rpc/" + operation;
    words.addAll(waits ? List.of("-F", "%p %P", "-t", topic) : List.of("-t", topic));
    if (waits) {
      words.addAll(List.of("-e", topic + "/" + CLIENT + "/result"));
    }
    words.addAll(List.of("-m", arguments));
    return words.stream().map(MosquittoLine::quoted).collect(Collectors.joining(" "));
  }

  private void addBroker(List<String> words) {
    URI uri = URI.create(settings.uri());
    boolean tls = uri.getScheme().matches("ssl|mqtts|wss");
    words.addAll(List.of("-h", String.valueOf(uri.getHost()), "-p"));
    words.add(Integer.toString(uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT));
    settings.user().ifPresent(user -> words.addAll(List.of("-u", user)));
    if (tls) {
      settings
          .trusted()
          .ifPresentOrElse(
              file -> words.addAll(List.of("--cafile", file.toString())),
              () -> words.addAll(List.of("--capath", "/etc/ssl/certs")));
    }
    settings
        .certificate()
        .ifPresent(
            file ->
                words.addAll(
                    List.of(
                        "--cert",
                        file.toString(),
                        "--key",
                        settings.key().orElse(file).toString())));
    if (settings.anyHostName()) {
      words.add("--insecure");
    }
  }

  private String program() {
    return waits ? "mosquitto_rr" : "mosquitto_pub";
  }

  /** What the line cannot do, or where it needs help; empty if nothing. */
  public Optional<String> warning() {
    if (settings.uri().startsWith("ws")) {
      return Optional.of(program() + " cannot use WebSockets; use another listener of the broker");
    }
    if (settings.mqtt().equals(Optional.of(MqttVersion.MQTT_3_1_1))) {
      return Optional.of(
          "the line uses MQTT 5, because calls with 3.1.1 need more than " + program());
    }
    return settings.user().isPresent()
        ? Optional.of(
            "the password is left out; put the line '-P password' into ~/.config/" + program())
        : Optional.empty();
  }

  /** A word for a POSIX shell that stays as it is, whatever it contains. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+:,./-]+") && !word.startsWith("~")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
