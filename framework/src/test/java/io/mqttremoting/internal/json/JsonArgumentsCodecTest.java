package io.mqttremoting.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.internal.model.ParameterModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArgumentsCodecTest {
  enum When {
    NOW,
    SOON
  }

  record Message(String content) {}

  private final JsonArgumentsCodec say =
      Json.CODEC.arguments(
          List.of(
              new ParameterModel("msg", Message.class), new ParameterModel("when", When.class)));
  private final JsonArgumentsCodec none = Json.arguments();

  private static String encode(JsonArgumentsCodec codec, Object... arguments) {
    return new String(codec.encode(arguments), UTF_8);
  }

  private static Object[] decode(JsonArgumentsCodec codec, String json) throws BadPayloadException {
    return codec.decode(json.getBytes(UTF_8));
  }

  private static String refusal(JsonArgumentsCodec codec, String json) {
    return assertThrows(BadPayloadException.class, () -> decode(codec, json)).getMessage();
  }

  @Test
  void bothWays() throws BadPayloadException {
    Object[] arguments = {new Message("hi"), When.SOON};
    assertEquals("[{\"content\":\"hi\"},1]", encode(say, arguments));
    assertArrayEquals(arguments, decode(say, "[{\"content\":\"hi\"},1]"));
    assertArrayEquals(arguments, decode(say, " [ {\"content\" : \"hi\"} , 1.0 ] "));
  }

  @Test
  void nullArguments() throws BadPayloadException {
    assertEquals("[null,null]", encode(say, null, null));
    assertArrayEquals(new Object[] {null, null}, decode(say, "[null,null]"));
  }

  @Test
  void optionalArguments() throws BadPayloadException {
    JsonArgumentsCodec codec =
        Json.arguments(
            new Json.Of<Optional<String>>() {}.type, new Json.Of<Optional<When>>() {}.type);
    Object[] arguments = {Optional.empty(), Optional.of(When.SOON)};
    assertEquals("[null,1]", encode(codec, arguments));
    assertArrayEquals(arguments, decode(codec, "[null,1]"));
  }

  @Test
  void oneArrayAsTheOnlyArgument() throws BadPayloadException {
    JsonArgumentsCodec codec = Json.arguments(int[].class);
    assertEquals("[[1,2]]", encode(codec, new int[] {1, 2}));
    assertArrayEquals(new Object[] {new int[] {1, 2}}, decode(codec, "[[1,2]]"));
    assertEquals("argument 'a': 1 is not an int[]", refusal(codec, "[1,2]"));
  }

  @Test
  void noArguments() throws BadPayloadException {
    assertEquals("[]", encode(none));
    assertEquals("[]", new String(none.encode(null), UTF_8));
    assertArrayEquals(new Object[0], decode(none, "[]"));
    assertArrayEquals(new Object[0], decode(none, "null"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                            | wrong number of arguments: 2 expected, 0 given",
        "[{}]                          | wrong number of arguments: 2 expected, 1 given",
        "[{},1,2]                      | wrong number of arguments: 2 expected, more given",
        "[{},1,[]]                     | wrong number of arguments: 2 expected, more given",
        "null           | the arguments must be a JSON array of 2",
        "{}             | the arguments must be a JSON array of 2",
        "\"[]\"         | the arguments must be a JSON array of 2",
        "5              | the arguments must be a JSON array of 2",
        "[{},7]                        | argument 'when': 7 is not a When",
        "[{},\"NOW\"]                  | argument 'when': \"NOW\" is not a When",
        "[{\"content\":5},0]           | argument 'msg': content: 5 is not a String",
        "[[],0]                        | argument 'msg': an array is not a Message",
        "[{},99999999999999999999]     | argument 'when': 99999999999999999999 is not a When",
        "[{},NaN]                      | malformed JSON at line 1, column 8",
        "[{},1                         | malformed JSON at line 1, column 6",
        "[{},1]]                       | malformed JSON at line 1, column 7",
        "[{},1] []                     | the JSON value is followed by more data",
        "``                            | the payload is empty",
      })
  void refused(String json, String reason) {
    assertEquals(reason, refusal(say, json));
  }

  /** The JSON is reported as malformed even if the arguments have other faults, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{not json     | malformed JSON at line 1, column 2",
        "{\"a\":         | malformed JSON at line 1, column 6",
        "5,            | malformed JSON at line 1, column 2",
        "[5,x          | malformed JSON at line 1, column 4",
        "[{},1,2,x]    | malformed JSON at line 1, column 9",
        "[{},7,}       | malformed JSON at line 1, column 7",
        "[] {not json  | malformed JSON at line 1, column 5",
      })
  void malformedArgumentsAreReportedAsMalformed(String json, String reason) {
    assertEquals(Json.column(reason), Json.column(refusal(say, json)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "[null]", "[[]]"})
  void moreThanNone(String json) {
    assertEquals("wrong number of arguments: 0 expected, more given", refusal(none, json));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        int.class,
        long.class,
        short.class,
        byte.class,
        double.class,
        float.class,
        boolean.class,
        char.class
      })
  void nullForAPrimitive(Class<?> type) {
    String name = type.getSimpleName();
    assertEquals(
        "argument 'a': null is not " + (name.equals("int") ? "an " : "a ") + name,
        refusal(Json.arguments(type), "[null]"));
  }

  @Test
  void unwritableArguments() {
    JsonArgumentsCodec codec = Json.arguments(String.class, double[].class, double.class);
    assertEquals(
        "argument 'c': NaN cannot be sent: JSON has only finite numbers",
        assertThrows(
                IllegalArgumentException.class, () -> encode(codec, "x", new double[0], Double.NaN))
            .getMessage());
    assertEquals(
        "argument 'b': Infinity cannot be sent: JSON has only finite numbers",
        assertThrows(
                IllegalArgumentException.class,
                () -> encode(codec, "x", new double[] {Double.POSITIVE_INFINITY}, 1.0))
            .getMessage());
  }
}
