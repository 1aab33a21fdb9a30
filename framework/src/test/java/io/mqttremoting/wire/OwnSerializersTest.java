package io.mqttremoting.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/** Serializers of a user's types that have the parser or generator itself read or write more. */
class OwnSerializersTest {
  private final JsonCodec codec = new JsonCodec(1024);

  enum Color {
    RED,
    GREEN
  }

  record Inner(Color color, int size) {}

  @JsonSerialize(using = Writer.class)
  @JsonDeserialize(using = Reader.class)
  record Outer(Inner inner, List<Inner> more, JsonNode tree) {}

  private static final class Writer extends StdSerializer<Outer> {
    Writer() {
      super(Outer.class);
    }

    @Override
    public void serialize(Outer value, JsonGenerator json, SerializationContext context) {
      json.writeStartArray();
      json.writePOJO(value.inner());
      json.writePOJO(value.more());
      json.writeTree(value.tree());
      json.writeEndArray();
    }
  }

  private static final class Reader extends StdDeserializer<Outer> {
    Reader() {
      super(Outer.class);
    }

    @Override
    public Outer deserialize(JsonParser json, DeserializationContext context) {
      json.nextToken();
      Inner inner = json.readValueAs(Inner.class);
      json.nextToken();
      List<Inner> more = json.readValueAs(new TypeReference<List<Inner>>() {});
      json.nextToken();
      JsonNode tree = json.readValueAsTree();
      json.nextToken();
      return new Outer(inner, more, tree);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void theyReadAndWriteAsEverythingElse() throws BadPayloadException {
    JsonValueCodec outers = codec.value(Outer.class);
    String json = "[{\"color\":1,\"size\":2},[{\"color\":0,\"size\":3}],{\"a\":[1.5]}]";
    Outer outer = (Outer) outers.decode(bytes(json));
    assertEquals(new Inner(Color.GREEN, 2), outer.inner());
    assertEquals(List.of(new Inner(Color.RED, 3)), outer.more());
    assertEquals(1.5, outer.tree().get("a").get(0).doubleValue());
    assertEquals(json, new String(outers.encode(outer), UTF_8));
  }

  @Test
  void theyKeepTheRules() {
    JsonValueCodec outers = codec.value(Outer.class);
    for (String size : List.of("1.5", "\"2\"", "true")) {
      assertThrows(
          BadPayloadException.class,
          () -> outers.decode(bytes("[{\"color\":1,\"size\":" + size + "},[],{}]")),
          size);
    }
  }
}
