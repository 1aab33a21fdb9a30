package io.mqttremoting.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.LaissezFaireSubTypeValidator;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

/** User modules teach Jackson types, but cannot change the rules of the wire. */
class UserModulesTest {

  /** A third-party class that cannot be annotated, without getters. */
  static final class Money {
    final BigDecimal amount;
    final Currency currency;

    Money(BigDecimal amount, Currency currency) {
      this.amount = amount;
      this.currency = currency;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Money money
          && money.amount.equals(amount)
          && money.currency.equals(currency);
    }

    @Override
    public int hashCode() {
      return amount.hashCode();
    }
  }

  private static final Money PRICE = new Money(new BigDecimal("9.90"), Currency.getInstance("EUR"));

  private static final class MoneyWriter extends StdSerializer<Money> {
    private static final long serialVersionUID = 1L;

    MoneyWriter() {
      super(Money.class);
    }

    @Override
    public void serialize(Money value, JsonGenerator json, SerializerProvider context)
        throws IOException {
      json.writeString(value.amount + " " + value.currency);
    }
  }

  private static final class MoneyReader extends StdDeserializer<Money> {
    private static final long serialVersionUID = 1L;

    MoneyReader() {
      super(Money.class);
    }

    @Override
    public Money deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String[] parts = json.getText().split(" ", 3);
      if (parts.length != 2) {
        throw new IllegalArgumentException("a price is an amount and a currency");
      }
      return new Money(new BigDecimal(parts[0]), Currency.getInstance(parts[1]));
    }
  }

  private static SimpleModule moneyModule() {
    return new SimpleModule("money")
        .addSerializer(new MoneyWriter())
        .addDeserializer(Money.class, new MoneyReader());
  }

  abstract static class MoneyMixIn {
    @JsonProperty BigDecimal amount;
    @JsonProperty Currency currency;

    @JsonCreator
    MoneyMixIn(@JsonProperty("amount") BigDecimal amount, @JsonProperty("currency") Currency c) {}
  }

  record Offer(String what, Money price, List<Money> discounts) {}

  private static JsonCodec codec(Module module) {
    return new JsonCodec(1 << 20, JsonAdditions.NONE.with(module));
  }

  private static String encode(JsonCodec codec, Type type, Object value) {
    return new String(codec.value(type).encode(value), UTF_8);
  }

  private static Object decode(JsonCodec codec, Type type, String json) throws BadPayloadException {
    return codec.value(type).decode(json.getBytes(UTF_8));
  }

  private static String refusal(JsonCodec codec, Type type, String json) {
    return assertThrows(BadPayloadException.class, () -> decode(codec, type, json)).getMessage();
  }

  private static String unencodable(JsonCodec codec, Type type, Object value) {
    return assertThrows(IllegalArgumentException.class, () -> encode(codec, type, value))
        .getMessage();
  }

  @Test
  void aModuleTeachesAType() throws BadPayloadException {
    JsonCodec codec = codec(moneyModule());
    Offer offer = new Offer("tea", PRICE, List.of(PRICE));
    String json = "{\"what\":\"tea\",\"price\":\"9.90 EUR\",\"discounts\":[\"9.90 EUR\"]}";
    assertEquals(json, encode(codec, Offer.class, offer));
    assertEquals(offer, decode(codec, Offer.class, json));
    assertTrue(codec.payloadRules().problemOfSending(Offer.class).isEmpty());
    assertTrue(codec.payloadRules().problemOfReceiving(Offer.class).isEmpty());
    assertEquals("a price is an amount and a currency", refusal(codec, Money.class, "\"9\""));
    assertEquals(
        "discounts[0]: a price is an amount and a currency",
        refusal(codec, Offer.class, "{\"discounts\":[\"9\"]}"));
  }

  record Kilos(BigDecimal amount) {}

  record Load(Kilos kg) {}

  /**
   * Reads a number without checking for one. For {@code true}, it first parses other JSON text,
   * which is malformed.
   */
  private static final class KilosReader extends StdDeserializer<Kilos> {
    private static final long serialVersionUID = 1L;

    KilosReader() {
      super(Kilos.class);
    }

    @Override
    public Kilos deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (json.currentToken() == JsonToken.VALUE_TRUE) {
        new ObjectMapper().readTree("{of another text");
      }
      return new Kilos(json.getDecimalValue());
    }
  }

  /** Jackson throws the same exception for malformed JSON and for a value that is not a number. */
  @Test
  void whatADeserializerMissesIsNotMalformed() throws BadPayloadException {
    JsonCodec codec = codec(new SimpleModule().addDeserializer(Kilos.class, new KilosReader()));
    assertEquals(new Load(new Kilos(BigDecimal.ONE)), decode(codec, Load.class, "{\"kg\":1}"));
    assertEquals("\"abc\" is not accepted", refusal(codec, Kilos.class, "\"abc\""));
    assertEquals("kg: \"abc\" is not accepted", refusal(codec, Load.class, "{\"kg\":\"abc\"}"));
    assertEquals("kg: an object is not accepted", refusal(codec, Load.class, "{\"kg\":{\"a\":1}}"));
    assertEquals("kg: this value is not accepted", refusal(codec, Load.class, "{\"kg\":true}"));
    assertEquals(
        "malformed JSON at line 1, column 13", refusal(codec, Load.class, "{\"kg\":\"abc\",x}"));
    String word = refusal(codec, Load.class, "{\"kg\":abc}"); // older Jacksons give its end
    assertTrue(word.startsWith("malformed JSON at line 1, column "), word);
  }

  @Test
  void aMixInTeachesAType() throws BadPayloadException {
    JsonCodec codec = new JsonCodec(1024, JsonAdditions.NONE.with(Money.class, MoneyMixIn.class));
    String json = "{\"amount\":9.90,\"currency\":\"EUR\"}";
    assertEquals(json, encode(codec, Money.class, PRICE));
    assertEquals(PRICE, decode(codec, Money.class, json));
  }

  @Test
  void aModuleOfOursCanBeReplaced() {
    SimpleModule seconds =
        new SimpleModule() {
          private static final long serialVersionUID = 1L;

          @Override
          public Object getTypeId() {
            return new JavaTimeModule().getTypeId();
          }
        };
    seconds.addSerializer(
        new StdSerializer<Duration>(Duration.class) {
          private static final long serialVersionUID = 1L;

          @Override
          public void serialize(Duration value, JsonGenerator json, SerializerProvider context)
              throws IOException {
            json.writeNumber(value.toSeconds());
          }
        });
    assertEquals("5", encode(codec(seconds), Duration.class, Duration.ofSeconds(5)));
  }

  enum Color {
    RED,
    GREEN
  }

  record Painted(Color color, double size, Object anything) {}

  /** Changes everything that a module can get hold of. */
  private static final class Rebel extends SimpleModule {
    private static final long serialVersionUID = 1L;

    @Override
    public void setupModule(SetupContext context) {
      addSerializer(
          new StdSerializer<Color>(Color.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Color value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
              json.writeString(value.name());
            }
          });
      super.setupModule(context);
      ObjectMapper mapper = context.getOwner();
      mapper.activateDefaultTyping(
          BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
          ObjectMapper.DefaultTyping.NON_FINAL);
      mapper.setPolymorphicTypeValidator(LaissezFaireSubTypeValidator.instance);
      mapper.enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
      mapper.disable(SerializationFeature.WRITE_ENUMS_USING_INDEX);
      mapper.enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
      mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
  }

  @Test
  void aModuleChangesNoRule() throws BadPayloadException {
    JsonCodec codec = codec(new Rebel());
    Painted painted = new Painted(Color.GREEN, 0.5, List.of(1, "x"));
    String json = "{\"color\":1,\"size\":0.5,\"anything\":[1,\"x\"]}";
    assertEquals(json, encode(codec, Painted.class, painted));
    assertEquals(painted, decode(codec, Painted.class, json.replace("}", ",\"unknown\":{}}")));
    assertEquals("\"RED\" is not a Color", refusal(codec, Color.class, "\"RED\""));
    assertEquals("1.5 is not an int", refusal(codec, int.class, "1.5"));
    assertEquals(
        "size: NaN cannot be sent: JSON has only finite numbers",
        unencodable(codec, Painted.class, new Painted(null, Double.NaN, null)));
    assertEquals(
        List.of("java.util.ArrayList", List.of(1)),
        decode(codec, Object.class, "[\"java.util.ArrayList\",[1]]"),
        "no class is made of a name");
  }

  @Test
  void aFormatOfEnumsByAModuleIsRefused() {
    SimpleModule module =
        new SimpleModule() {
          private static final long serialVersionUID = 1L;

          @Override
          public void setupModule(SetupContext context) {
            context
                .configOverride(Color.class)
                .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
          }
        };
    String problem =
        "@JsonFormat(shape = STRING) of Color is not supported, because an enum is sent as an"
            + " integer;"
            + " remove it, or give the enum a @JsonValue";
    assertEquals(
        problem, codec(module).payloadRules().problemOfSending(Painted.class).orElseThrow());
    assertEquals(
        problem, codec(module).payloadRules().problemOfReceiving(Painted.class).orElseThrow());
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface ByClass {}

  @Test
  void namesOfClassesByAMixInAreRefused() {
    JsonCodec codec = new JsonCodec(1024, JsonAdditions.NONE.with(Money.class, ByClass.class));
    String problem =
        "@JsonTypeInfo(use = CLASS) of "
            + Money.class.getName()
            + " is not supported, because no class is looked up by a name from the wire; use"
            + " NAME with"
            + " @JsonSubTypes";
    assertEquals(problem, codec.payloadRules().problemOfSending(Money.class).orElseThrow());
    assertEquals(problem, codec.payloadRules().problemOfReceiving(Money.class).orElseThrow());
    assertEquals(problem, codec.payloadRules().problemOfReceiving(Offer.class).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> encode(codec, Object.class, PRICE));
  }

  /** Does the same with an introspector instead of an annotation. */
  private static final class ClassNames extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
      return baseType.hasRawClass(Object.class)
          ? new StdTypeResolverBuilder()
              .init(JsonTypeInfo.Id.CLASS, null)
              .inclusion(JsonTypeInfo.As.WRAPPER_ARRAY)
          : null;
    }

    @Override
    public Object findSerializer(Annotated annotated) {
      return null;
    }
  }

  @Test
  void namesOfClassesByAnIntrospectorAreNotLookedUp() {
    SimpleModule module =
        new SimpleModule() {
          private static final long serialVersionUID = 1L;

          @Override
          public void setupModule(SetupContext context) {
            context.insertAnnotationIntrospector(new ClassNames());
          }
        };
    assertEquals(
        "this value is not accepted",
        refusal(codec(module), Object.class, "[\"java.util.ArrayList\",[1]]"));
    assertTrue(codec(module).payloadRules().problemOfReceiving(Object.class).isPresent());
  }

  record Reading(double value) {}

  @Test
  void aSerializerWritesNoOtherNumbers() {
    JsonCodec codec =
        codec(
            new SimpleModule()
                .addSerializer(
                    new StdSerializer<Reading>(Reading.class) {
                      private static final long serialVersionUID = 1L;

                      @Override
                      public void serialize(
                          Reading value, JsonGenerator json, SerializerProvider context)
                          throws IOException {
                        switch ((int) value.value()) {
                          case 0 -> json.writeNumber(Double.NaN);
                          case 1 -> json.writeNumber("NaN");
                          case 2 -> json.writeRawValue("NaN");
                          case 3 -> json.writeRaw("NaN");
                          case 4 -> json.writeRawUTF8String("NaN".getBytes(UTF_8), 0, 3);
                          case 5 -> json.writePOJO(Float.NEGATIVE_INFINITY);
                          default -> json.writeNumber("1.50");
                        }
                      }
                    }));
    String notFinite = " cannot be sent: JSON has only finite numbers";
    String raw = "a serializer writes raw text, which may not be JSON";
    String unwritable = "this value cannot be written as JSON";
    assertEquals("NaN" + notFinite, unencodable(codec, Reading.class, new Reading(0)));
    assertEquals(unwritable, unencodable(codec, Reading.class, new Reading(1)));
    assertEquals(unwritable, unencodable(codec, Reading.class, new Reading(2)));
    assertEquals(raw, unencodable(codec, Reading.class, new Reading(3)));
    assertEquals(raw, unencodable(codec, Reading.class, new Reading(4)));
    assertEquals("-Infinity" + notFinite, unencodable(codec, Reading.class, new Reading(5)));
    assertEquals("1.50", encode(codec, Reading.class, new Reading(6)));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Account(long id, int[] amounts, BigDecimal sum) {}

  /** As in programs that also talk to JavaScript. */
  @Test
  void aModuleWritesNoNumbersAsTexts() throws BadPayloadException {
    JsonCodec codec =
        codec(
            new SimpleModule()
                .addSerializer(Long.class, ToStringSerializer.instance)
                .addSerializer(Long.TYPE, ToStringSerializer.instance)
                .addSerializer(BigDecimal.class, ToStringSerializer.instance)
                .addSerializer(int[].class, new ToStringSerializer(int[].class)));
    String json = "{\"id\":5,\"amounts\":[1,2],\"sum\":1.50}";
    Object account = decode(codec, Account.class, json);
    assertEquals(json, encode(codec, Account.class, account));
  }

  @Test
  void aModifierReplacesNothingOfTheWire() throws BadPayloadException {
    SimpleModule module = new SimpleModule();
    module.setSerializerModifier(
        new BeanSerializerModifier() {
          private static final long serialVersionUID = 1L;

          @Override
          public JsonSerializer<?> modifyEnumSerializer(
              SerializationConfig config,
              JavaType type,
              BeanDescription description,
              JsonSerializer<?> serializer) {
            return ToStringSerializer.instance;
          }

          @Override
          public JsonSerializer<?> modifySerializer(
              SerializationConfig config,
              BeanDescription description,
              JsonSerializer<?> serializer) {
            return description.getBeanClass() == double.class || description.getType().isEnumType()
                ? ToStringSerializer.instance
                : serializer;
          }
        });
    JsonCodec codec = codec(module);
    Painted painted = new Painted(Color.GREEN, 0.5, null);
    String json = "{\"color\":1,\"size\":0.5,\"anything\":null}";
    assertEquals(json, encode(codec, Painted.class, painted));
    assertEquals(painted, decode(codec, Painted.class, json));
  }

  @Test
  void aModuleChangesNeitherParsersNorGenerators() throws BadPayloadException {
    SimpleModule module =
        new SimpleModule() {
          private static final long serialVersionUID = 1L;

          @Override
          public void setupModule(SetupContext context) {
            ObjectMapper mapper = context.getOwner();
            mapper.getFactory().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature());
            mapper.getFactory().enable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS.mappedFeature());
            mapper.getFactory().disable(JsonWriteFeature.QUOTE_FIELD_NAMES.mappedFeature());
            mapper.enable(SerializationFeature.WRAP_ROOT_VALUE);
            mapper.addHandler(
                new DeserializationProblemHandler() {
                  @Override
                  public Object handleUnexpectedToken(
                      DeserializationContext deserialization,
                      JavaType type,
                      JsonToken token,
                      JsonParser json,
                      String failure) {
                    return Color.RED;
                  }
                });
          }
        };
    JsonCodec codec = codec(module);
    assertEquals("malformed JSON at line 1, column 4", refusal(codec, double.class, "NaN"));
    assertEquals("\"RED\" is not a Color", refusal(codec, Color.class, "\"RED\""));
    assertEquals(
        "{\"value\":0.5}",
        encode(codec, Reading.class, decode(codec, Reading.class, "{\"value\":0.5}")));
  }

  record Car(@JsonSerialize(using = ToStringSerializer.class) Color color) {}

  record Cars(@JsonSerialize(contentUsing = ToStringSerializer.class) List<Color> colors) {}

  @Test
  void anEnumIsNoTextByAnnotation() {
    String problem =
        "a serializer or deserializer of Color by annotation is not supported, because an enum"
            + " is sent as an integer; remove it, or give the enum a @JsonValue";
    for (Class<?> type : List.of(Car.class, Cars.class)) {
      assertEquals(
          problem, Json.CODEC.payloadRules().problemOfSending(type).orElseThrow(), type.getName());
    }
  }

  record Priced(
      @JsonSerialize(using = MoneyWriter.class) @JsonDeserialize(using = MoneyReader.class)
          Money price,
      @JsonSerialize(contentUsing = MoneyWriter.class)
          @JsonDeserialize(contentUsing = MoneyReader.class)
          List<Money> discounts) {}

  @Test
  void aFieldMayHaveASerializerOfItsOwn() throws BadPayloadException {
    assertTrue(Json.CODEC.payloadRules().problemOfSending(Priced.class).isEmpty());
    assertTrue(Json.CODEC.payloadRules().problemOfReceiving(Priced.class).isEmpty());
    Priced priced = new Priced(PRICE, List.of(PRICE));
    assertEquals(priced, Json.decode(Priced.class, Json.encode(Priced.class, priced)));
  }

  /** The library's own messages are not affected by modules. */
  @Test
  void statusesAreReadWithoutModules() throws BadPayloadException {
    SimpleModule module =
        new SimpleModule() {
          private static final long serialVersionUID = 1L;

          @Override
          public void setupModule(SetupContext context) {
            context.setNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
          }
        };
    assertEquals("{\"Value\":0.5}", encode(codec(module), Reading.class, new Reading(0.5)));
    assertEquals("{\"value\":0.5}", encode(JsonCodec.own(), Reading.class, new Reading(0.5)));
  }
}
