package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.time.Year;
import java.util.List;
import java.util.stream.Stream;

/**
 * Configures Jackson for the wire protocol. Settings whose defaults differ between Jackson's
 * versions are set explicitly.
 */
final class JsonMappers {
  /** The additional level of the MQTT 3.1.1 envelope around the arguments. */
  private static final int ENVELOPE_DEPTH = 1;

  private JsonMappers() {}

  /** A mapper that reads texts of up to {@code maxPayloadBytes} and uses {@code additions}. */
  static JsonMapper create(int maxPayloadBytes, JsonAdditions additions) {
    JsonMapper.Builder builder = JsonMapper.builder(factory(maxPayloadBytes));
    builder.addModule(new WireModifiers());
    Stream.of(
            new Jdk8Module(),
            new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID),
            new ParameterNamesModule())
        .map(Module.class::cast)
        .map(own -> additions.moduleOfType(own.getTypeId()).orElse(own))
        .forEach(builder::addModule);
    additions.modules().forEach(builder::addModule);
    additions.mixIns().forEach(builder::addMixIn);
    builder.addModule(new WireRules());
    JsonMapper mapper = coercions(features(builder)).build();
    mapper.setDefaultTyping(null); // reverts settings of users' modules, as do the lines below
    mapper.clearProblemHandlers();
    mapper.setPolymorphicTypeValidator(new NoSubtypesByClass());
    mapper.setAnnotationIntrospectors(
        withWireAnnotations(mapper.getSerializationConfig().getAnnotationIntrospector()),
        withWireAnnotations(mapper.getDeserializationConfig().getAnnotationIntrospector()));
    return mapper;
  }

  /**
   * Creates a separate factory for parsers and generators: a module can change the mapper's own.
   */
  static JsonFactory factory(int maxPayloadBytes, JsonMapper mapper) {
    return factory(maxPayloadBytes).setCodec(mapper);
  }

  private static JsonFactory factory(int maxPayloadBytes) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(JsonLimits.MAX_DEPTH + ENVELOPE_DEPTH)
                .maxNumberLength(JsonLimits.MAX_NUMBER_LENGTH)
                .maxNameLength(JsonLimits.MAX_NAME_LENGTH)
                .maxStringLength(maxPayloadBytes)
                .build())
        .streamWriteConstraints(
            StreamWriteConstraints.builder().maxNestingDepth(JsonLimits.MAX_DEPTH).build())
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the same text on every JDK
        .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
        .disable(JsonWriteFeature.ESCAPE_NON_ASCII)
        .enable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
        .build();
  }

  private static JsonMapper.Builder features(JsonMapper.Builder builder) {
    return builder
        .enable(
            MapperFeature.INFER_CREATOR_FROM_CONSTRUCTOR_PROPERTIES,
            MapperFeature.INFER_PROPERTY_MUTATORS,
            MapperFeature.PROPAGATE_TRANSIENT_MARKER)
        .disable(
            MapperFeature.ALLOW_COERCION_OF_SCALARS,
            MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS,
            MapperFeature.DEFAULT_VIEW_INCLUSION,
            MapperFeature.SORT_PROPERTIES_ALPHABETICALLY,
            MapperFeature.USE_GETTERS_AS_SETTERS,
            MapperFeature.USE_STATIC_TYPING)
        .disable(
            SerializationFeature.FAIL_ON_EMPTY_BEANS,
            SerializationFeature.FLUSH_AFTER_WRITE_VALUE,
            SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS,
            SerializationFeature.WRITE_CHAR_ARRAYS_AS_JSON_ARRAYS,
            SerializationFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
            SerializationFeature.WRAP_ROOT_VALUE)
        .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
        .disable(
            DeserializationFeature.ACCEPT_FLOAT_AS_INT,
            DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE, // keeps the offset
            DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, // missing fields
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS, // values are read one by one
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.UNWRAP_ROOT_VALUE,
            DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
            DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  private static JsonMapper.Builder coercions(JsonMapper.Builder builder) {
    return builder
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
        .withConfigOverride(
            Year.class,
            year -> year.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.NUMBER_INT)))
        .withCoercionConfig(
            LogicalType.OtherScalar, // a UUID, for example
            config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail));
  }

  /** Replaces Jackson's own introspector by ours and keeps those of users' modules. */
  private static AnnotationIntrospector withWireAnnotations(AnnotationIntrospector annotations) {
    List<AnnotationIntrospector> all =
        annotations.allIntrospectors().stream()
            .map(
                one ->
                    one.getClass() == JacksonAnnotationIntrospector.class
                        ? new WireAnnotations()
                        : one)
            .toList();
    AnnotationIntrospector combined = all.get(all.size() - 1);
    for (int i = all.size() - 2; i >= 0; i--) {
      combined = AnnotationIntrospector.pair(all.get(i), combined);
    }
    return combined;
  }
}
