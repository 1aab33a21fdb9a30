package io.mqttremoting.internal.mqtt5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A recorded message with its position in the file. Properties that it does not have are {@code
 * null}.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Recording(
    String file,
    int line,
    String topic,
    String payload,
    byte[] correlationData,
    String responseTopic) {
  private static final JsonMapper JSON = new JsonMapper();

  /** All messages that a peer's programs sent, in order. */
  static List<Recording> read(String file) {
    List<Recording> all = new ArrayList<>();
    try (InputStream in = Recording.class.getResourceAsStream("/vectors/" + file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = JSON.readTree(line);
        JsonNode data = json.get("correlationDataHex");
        JsonNode response = json.get("responseTopic");
        all.add(
            new Recording(
                file,
                all.size() + 1,
                json.get("topic").textValue(),
                json.get("payload").textValue(),
                data == null ? null : HexFormat.of().parseHex(data.textValue()),
                response == null ? null : response.textValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  boolean isRequest() {
    return responseTopic != null;
  }

  /** The kind of topic: {@code prop}, {@code set}, {@code sig} or {@code rpc}. */
  String kind() {
    return topic.split("/", -1)[2];
  }

  String interfaceId() {
    String[] levels = topic.split("/", -1);
    return levels[0] + "/" + levels[1];
  }

  String member() {
    return topic.split("/", -1)[3];
  }

  JsonNode json() {
    return tree(payload);
  }

  /** A JSON text as a tree. */
  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The reply to this request, which is the next recorded message if the peer replied. */
  Optional<Recording> reply(List<Recording> all) {
    return all.stream()
        .skip(line)
        .limit(1)
        .filter(next -> next.topic.equals(responseTopic))
        .findFirst();
  }

  @Override
  public String toString() {
    return file + ":" + line + " " + topic + " " + payload;
  }
}
