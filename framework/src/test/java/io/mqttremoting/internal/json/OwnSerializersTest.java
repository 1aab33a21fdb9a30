package io.mqttremoting.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** User serializers that let the parser or generator read or write further values. */
class OwnSerializersTest {
  private final JsonCodec codec = new JsonCodec(1024, JsonAdditions.NONE);

  enum Color {
    RED,
    GREEN
  }

  record Inner(Color color, int size) {}

  @JsonSerialize(using = Writer.class)
  @JsonDeserialize(using = Reader.class)
  record Outer(Inner inner, List<Inner> more, JsonNode tree) {}

  private static final class Writer extends StdSerializer<Outer> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(Outer.class);
    }

    @Override
    public void serialize(Outer value, JsonGenerator json, SerializerProvider context)
        throws IOException {
      json.writeStartArray();
      json.writePOJO(value.inner());
      json.writePOJO(value.more());
      json.writeTree(value.tree());
      json.writeEndArray();
    }
  }

  private static final class Reader extends StdDeserializer<Outer> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(Outer.class);
    }

    @Override
    public Outer deserialize(JsonParser json, DeserializationContext context) throws IOException {
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
