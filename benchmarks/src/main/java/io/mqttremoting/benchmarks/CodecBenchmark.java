package io.mqttremoting.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Values to JSON and back, beside what Jackson needs alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final JsonMapper JACKSON = new JsonMapper();

  /** What travels: a number, 60 characters, a record of four fields, or 1 kB of such records. */
  @Param({"number", "text", "record", "list"})
  public String kind;

  private JsonValueCodec codec;
  private JavaType type;
  private Object value;
  private byte[] json;

  /** Makes the codec. */
  @Setup
  public void prepare() {
    switch (kind) {
      case "number" -> prepare(int.class, 42);
      case "text" -> prepare(String.class, Payloads.TEXT);
      case "record" -> prepare(Reading.class, Reading.ofBytes(100).get(0));
      default -> prepare(new TypeReference<List<Reading>>() {}.getType(), Reading.ofBytes(1024));
    }
  }

  private void prepare(Type valueType, Object example) {
    codec = new JsonCodec(1 << 20, JsonAdditions.NONE).value(valueType);
    type = JACKSON.constructType(valueType);
    value = example;
    json = codec.encode(example);
  }

  /** To JSON. */
  @Benchmark
  public byte[] encode() {
    return codec.encode(value);
  }

  /** To JSON, by Jackson alone. */
  @Benchmark
  public byte[] encodeByJackson() throws IOException {
    return JACKSON.writeValueAsBytes(value);
  }

  /** From JSON. */
  @Benchmark
  public Object decode() throws BadPayloadException {
    return codec.decode(json);
  }

  /** From JSON, by Jackson alone. */
  @Benchmark
  public Object decodeByJackson() throws IOException {
    return JACKSON.readValue(json, type);
  }
}
