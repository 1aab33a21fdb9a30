package io.mqttremoting.internal.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The types in docs/types.md, with generators of random values and a comparison. */
public final class SupportedTypes {
  private static final List<String> ZONES =
      List.of("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC", "Etc/GMT-3", "Z");
  private static final List<Locale> LOCALES =
      List.of(Locale.GERMANY, Locale.JAPANESE, Locale.forLanguageTag("zh-Hant-TW"), Locale.ROOT);

  private SupportedTypes() {}

  /**
   * A type with a generator of values.
   *
   * @param nullable whether {@code null} is a value of the type, which stays {@code null}
   */
  public record Supported(
      String name, Type type, boolean nullable, Function<Random, Object> values) {
    @Override
    public String toString() {
      return name;
    }
  }

  enum Plain {
    ONE,
    TWO {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    },
    THREE
  }

  enum Numbered {
    LOW(10),
    HIGH(-20_000_000_000L);

    private final long number;

    Numbered(long number) {
      this.number = number;
    }

    @JsonValue
    long number() {
      return number;
    }
  }

  enum Named {
    METER("m"),
    SECOND("s");

    private final String symbol;

    Named(String symbol) {
      this.symbol = symbol;
    }

    @JsonValue
    String symbol() {
      return symbol;
    }
  }

  record Point(int x, double y, String label) {}

  /** A value of a type, nested in each way. */
  @SuppressWarnings("ArrayRecordComponent") // compared by same()
  record Holder<T>(T value, List<T> list, Map<String, T> map, Optional<T> optional, T[] array) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Circle.class, name = "circle"),
    @JsonSubTypes.Type(value = Square.class, name = "square")
  })
  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(Point corner, long side) implements Shape {}

  static final class Bean {
    private String name;
    public long number;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bean bean && bean.number == number && Objects.equals(bean.name, name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, number);
    }
  }

  /** All types of Java and all user types, not nested. */
  public static List<Supported> all() {
    List<Supported> all = new ArrayList<>(simple());
    all.addAll(primitives());
    all.addAll(containers());
    return all;
  }

  /** All types, and each possible type argument nested in others. */
  public static List<Supported> nested() {
    List<Supported> all = new ArrayList<>(all());
    all.add(new Supported("JsonNode", JsonNode.class, false, SupportedTypes::tree));
    List<Supported> nested = new ArrayList<>(all);
    for (Supported inner : all) {
      if (!(inner.type() instanceof Class<?> known && known.isPrimitive())) {
        nested.add(holder(inner));
      }
    }
    return nested;
  }

  private static List<Supported> primitives() {
    return List.of(
        primitive(boolean.class, Random::nextBoolean),
        primitive(byte.class, r -> (byte) r.nextInt()),
        primitive(short.class, r -> (short) r.nextInt()),
        primitive(int.class, SupportedTypes::anInt),
        primitive(long.class, SupportedTypes::aLong),
        primitive(float.class, SupportedTypes::aFloat),
        primitive(double.class, SupportedTypes::aDouble),
        primitive(char.class, r -> (char) r.nextInt()));
  }

  private static Supported primitive(Class<?> type, Function<Random, Object> values) {
    return new Supported(type.getName(), type, false, values);
  }

  @SuppressWarnings("JavaUtilDate") // users have them
  private static List<Supported> simple() {
    return List.of(
        simple(Boolean.class, Random::nextBoolean),
        simple(Byte.class, r -> (byte) r.nextInt()),
        simple(Short.class, r -> (short) r.nextInt()),
        simple(Integer.class, SupportedTypes::anInt),
        simple(Long.class, SupportedTypes::aLong),
        simple(Float.class, SupportedTypes::aFloat),
        simple(Double.class, SupportedTypes::aDouble),
        simple(Character.class, r -> (char) r.nextInt()),
        simple(String.class, SupportedTypes::text),
        simple(BigInteger.class, SupportedTypes::bigInteger),
        simple(BigDecimal.class, r -> new BigDecimal(bigInteger(r), r.nextInt(200) - 100)),
        simple(Plain.class, r -> one(r, List.of(Plain.values()))),
        simple(Numbered.class, r -> one(r, List.of(Numbered.values()))),
        simple(Named.class, r -> one(r, List.of(Named.values()))),
        simple(UUID.class, r -> new UUID(r.nextLong(), r.nextLong())),
        simple(URI.class, r -> URI.create("mqtt://host" + r.nextInt(9) + "/a%20b?c=ü#d")),
        simple(Locale.class, r -> one(r, LOCALES)),
        simple(Currency.class, r -> Currency.getInstance(one(r, List.of("EUR", "JPY")))),
        simple(TimeZone.class, r -> TimeZone.getTimeZone(one(r, ZONES.subList(0, 4)))),
        simple(Instant.class, SupportedTypes::instant),
        simple(LocalDate.class, SupportedTypes::date),
        simple(LocalTime.class, SupportedTypes::time),
        simple(LocalDateTime.class, SupportedTypes::dateTime),
        simple(OffsetTime.class, r -> OffsetTime.of(time(r), offset(r))),
        simple(OffsetDateTime.class, r -> OffsetDateTime.of(dateTime(r), offset(r))),
        simple(ZonedDateTime.class, r -> ZonedDateTime.ofInstant(instant(r), zone(r))),
        simple(ZoneId.class, SupportedTypes::zone),
        simple(ZoneOffset.class, SupportedTypes::offset),
        simple(Duration.class, r -> Duration.ofSeconds(r.nextLong() >> 4, r.nextInt(1 << 29))),
        simple(Period.class, r -> Period.of(r.nextInt(99), r.nextInt(99) - 50, r.nextInt(99))),
        simple(Year.class, r -> Year.of(r.nextInt(20_000) - 5000)),
        simple(YearMonth.class, r -> YearMonth.from(date(r))),
        simple(MonthDay.class, r -> MonthDay.from(date(r))),
        simple(DayOfWeek.class, r -> one(r, List.of(DayOfWeek.values()))),
        simple(Month.class, r -> one(r, List.of(Month.values()))),
        simple(Date.class, SupportedTypes::utilDate),
        simple(Calendar.class, SupportedTypes::calendar),
        simple(Point.class, SupportedTypes::point),
        simple(Shape.class, SupportedTypes::shape),
        simple(Bean.class, SupportedTypes::bean));
  }

  private static Supported simple(Class<?> type, Function<Random, Object> values) {
    return new Supported(type.getSimpleName(), type, !standsForNull(type), values);
  }

  private static List<Supported> containers() {
    return List.of(
        simple(byte[].class, r -> bytes(r)),
        simple(short[].class, r -> array(r, short.class, x -> (short) x.nextInt())),
        simple(int[].class, r -> array(r, int.class, SupportedTypes::anInt)),
        simple(long[].class, r -> array(r, long.class, SupportedTypes::aLong)),
        simple(float[].class, r -> array(r, float.class, SupportedTypes::aFloat)),
        simple(double[].class, r -> array(r, double.class, SupportedTypes::aDouble)),
        simple(boolean[].class, r -> array(r, boolean.class, Random::nextBoolean)),
        simple(char[].class, r -> text(r).toCharArray()),
        simple(String[].class, r -> array(r, String.class, SupportedTypes::text)),
        simple(Point[][].class, r -> array(r, Point[].class, SupportedTypes::points)),
        simple(ByteBuffer.class, r -> ByteBuffer.wrap(bytes(r))),
        simple(OptionalInt.class, r -> r.nextBoolean() ? OptionalInt.empty() : someInt(r)),
        simple(OptionalLong.class, r -> OptionalLong.of(r.nextLong())),
        simple(OptionalDouble.class, r -> OptionalDouble.of(aDouble(r))),
        simple(AtomicBoolean.class, r -> new AtomicBoolean(r.nextBoolean())),
        simple(AtomicInteger.class, r -> new AtomicInteger(r.nextInt())),
        simple(AtomicLong.class, r -> new AtomicLong(r.nextLong())),
        generic(new Of<AtomicReference<String>>() {}, r -> new AtomicReference<>(text(r))),
        generic(new Of<Optional<String>>() {}, r -> Optional.of(text(r))),
        generic(new Of<List<Long>>() {}, r -> many(r, ArrayList::new, SupportedTypes::aLong)),
        generic(new Of<Collection<Point>>() {}, r -> many(r, ArrayList::new, x -> point(x))),
        generic(new Of<Set<String>>() {}, r -> many(r, LinkedHashSet::new, x -> text(x))),
        generic(new Of<SortedSet<String>>() {}, r -> many(r, TreeSet::new, x -> text(x))),
        generic(new Of<Deque<Point>>() {}, r -> many(r, ArrayDeque::new, x -> point(x))),
        generic(new Of<Queue<Integer>>() {}, r -> many(r, ArrayDeque::new, Random::nextInt)),
        generic(
            new Of<EnumSet<Plain>>() {},
            r -> {
              EnumSet<Plain> set = EnumSet.noneOf(Plain.class);
              Stream.of(Plain.values()).filter(x -> r.nextBoolean()).forEach(set::add);
              return set;
            }),
        generic(new Of<Map<String, Point>>() {}, r -> map(r, LinkedHashMap::new, x -> name(x))),
        generic(new Of<Map<Integer, Point>>() {}, r -> map(r, HashMap::new, Random::nextInt)),
        generic(new Of<Map<UUID, Point>>() {}, r -> map(r, HashMap::new, x -> uuid(x))),
        generic(
            new Of<Map<Numbered, Point>>() {},
            r -> map(r, TreeMap::new, x -> one(x, List.of(Numbered.values())))),
        generic(
            new Of<Map<LocalDate, Point>>() {}, r -> map(r, HashMap::new, SupportedTypes::date)),
        generic(new Of<SortedMap<String, Point>>() {}, r -> map(r, TreeMap::new, x -> name(x))),
        generic(
            new Of<EnumMap<Plain, Point>>() {},
            r -> map(r, () -> new EnumMap<>(Plain.class), x -> one(x, List.of(Plain.values())))),
        generic(
            new Of<Map<String, List<Optional<Shape>>>>() {},
            r -> Map.of(name(r), List.of(Optional.of(shape(r)), Optional.empty()))),
        generic(
            new Of<Object>() {},
            r ->
                Map.of(
                    name(r),
                    List.of(r.nextInt(), 1L << 40, text(r), r.nextBoolean(), aDouble(r)))));
  }

  private static Supported generic(Of<?> type, Function<Random, Object> values) {
    String name = type.type.getTypeName().replaceAll("\\w+[.$]", "");
    return new Supported(name, type.type, !standsForNull(erased(type.type)), values);
  }

  private static boolean standsForNull(Class<?> type) {
    return type.getSimpleName().startsWith("Optional") || type == AtomicReference.class;
  }

  private static Supported holder(Supported inner) {
    Type type = parameterized(Holder.class, inner.type());
    return new Supported(
        "Holder<" + inner.name() + ">",
        type,
        true,
        random -> {
          Supplier<Object> values =
              () ->
                  inner.nullable() && random.nextInt(8) == 0 ? null : inner.values().apply(random);
          Object array = Array.newInstance(erased(inner.type()), 2);
          Array.set(array, 0, values.get());
          Array.set(array, 1, values.get());
          List<Object> list = new ArrayList<>();
          list.add(values.get());
          Map<String, Object> map = new HashMap<>();
          map.put(name(random), values.get());
          Optional<Object> optional = Optional.ofNullable(values.get());
          return new Holder<>(values.get(), list, map, optional, (Object[]) array);
        });
  }

  private static Class<?> erased(Type type) {
    return type instanceof ParameterizedType known
        ? (Class<?>) known.getRawType()
        : (Class<?>) type;
  }

  static ParameterizedType parameterized(Class<?> raw, Type... arguments) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return arguments.clone();
      }

      @Override
      public Type getRawType() {
        return raw;
      }

      @Override
      public Type getOwnerType() {
        return raw.getDeclaringClass();
      }
    };
  }

  /** The type {@code T} with its arguments: {@code new Of<List<String>>() {}.type}. */
  private abstract static class Of<T> {
    final Type type =
        ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Integer anInt(Random random) {
    return random.nextInt() >> random.nextInt(32);
  }

  private static Long aLong(Random random) {
    return random.nextLong() >> random.nextInt(64);
  }

  private static Double aDouble(Random random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(any) && random.nextBoolean() ? any : random.nextInt(1000) / 8.0;
  }

  private static Float aFloat(Random random) {
    float any = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(any) ? any : 0.1f;
  }

  private static BigInteger bigInteger(Random random) {
    return new BigInteger(random.nextInt(400), random).subtract(BigInteger.valueOf(1000));
  }

  private static OptionalInt someInt(Random random) {
    return OptionalInt.of(random.nextInt());
  }

  private static UUID uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Random text of ASCII, control characters, other Unicode, surrogate pairs and single surrogates.
   */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.appendCodePoint(0x1F600 + random.nextInt(80));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  /** Random text that may be the name of a field: without single surrogates. */
  private static String name(Random random) {
    return text(random)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Instant instant(Random random) {
    long seconds = random.nextLong() % (random.nextBoolean() ? 4_000_000_000L : 400_000_000_000L);
    return Instant.ofEpochSecond(seconds, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
  }

  private static LocalDate date(Random random) {
    return LocalDate.ofEpochDay(random.nextInt(4_000_000) - 1_000_000);
  }

  private static LocalTime time(Random random) {
    return LocalTime.ofNanoOfDay(
        (long) random.nextInt(86_400) * 1_000_000_000L
            + (random.nextBoolean() ? 0 : random.nextInt(1_000_000_000)));
  }

  private static LocalDateTime dateTime(Random random) {
    return LocalDateTime.of(date(random), time(random));
  }

  private static ZoneOffset offset(Random random) {
    return ZoneOffset.ofTotalSeconds((random.nextInt(72) - 36) * 1800);
  }

  private static ZoneId zone(Random random) {
    return random.nextInt(4) == 0 ? offset(random) : ZoneId.of(one(random, ZONES));
  }

  private static Calendar calendar(Random random) {
    Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(one(random, ZONES)));
    calendar.setTimeInMillis(random.nextInt() * 1000L + random.nextInt(1000));
    return calendar;
  }

  @SuppressWarnings("JavaUtilDate") // users have them
  private static Date utilDate(Random random) {
    return new Date(random.nextInt() * 1000L + random.nextInt(1000));
  }

  private static Point point(Random random) {
    return new Point(anInt(random), aDouble(random), text(random));
  }

  private static Point[] points(Random random) {
    return (Point[]) array(random, Point.class, SupportedTypes::point);
  }

  private static Shape shape(Random random) {
    return random.nextBoolean()
        ? new Circle(aDouble(random))
        : new Square(point(random), aLong(random));
  }

  private static JsonNode tree(Random random) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(8)) {
      case 0 -> nodes.objectNode().set(name(random), tree(random));
      case 1 -> nodes.arrayNode().add(tree(random)).add(tree(random));
      case 2 -> nodes.numberNode(random.nextInt());
      case 3 -> nodes.numberNode((1L << 40) + random.nextInt(1000));
      case 4 -> nodes.numberNode(BigInteger.TWO.pow(100 + random.nextInt(100)));
      case 5 -> nodes.numberNode(random.nextBoolean() ? 5.0 : aDouble(random));
      case 6 -> nodes.textNode(text(random));
      default -> random.nextBoolean() ? nodes.nullNode() : nodes.booleanNode(random.nextBoolean());
    };
  }

  private static Bean bean(Random random) {
    Bean bean = new Bean();
    bean.setName(text(random));
    bean.number = aLong(random);
    return bean;
  }

  private static Object array(Random random, Class<?> of, Function<Random, Object> elements) {
    Object array = Array.newInstance(of, random.nextInt(6));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, elements.apply(random));
    }
    return array;
  }

  private static <C extends Collection<E>, E> C many(
      Random random, Supplier<C> empty, Function<Random, E> elements) {
    C collection = empty.get();
    for (int i = random.nextInt(5); i > 0; i--) {
      collection.add(elements.apply(random));
    }
    return collection;
  }

  private static <K> Map<K, Point> map(
      Random random, Supplier<Map<K, Point>> empty, Function<Random, K> keys) {
    Map<K, Point> map = empty.get();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put(keys.apply(random), point(random));
    }
    return map;
  }

  /** Whether two values are the same, even where {@code equals} compares identities. */
  public static boolean same(Object one, Object other) {
    if (one == null || other == null) {
      return one == other;
    }
    if (one.getClass().isArray() && one.getClass() == other.getClass()) {
      return sameElements(one, other);
    }
    if (one instanceof Holder<?> a && other instanceof Holder<?> b) {
      return same(a.value(), b.value())
          && same(a.list(), b.list())
          && same(a.map(), b.map())
          && same(a.optional(), b.optional())
          && sameElements(a.array(), b.array());
    }
    if (one instanceof Optional<?> a && other instanceof Optional<?> b) {
      return same(content(a), content(b));
    }
    if (one instanceof AtomicReference<?> a && other instanceof AtomicReference<?> b) {
      return same(a.get(), b.get());
    }
    if (one.getClass() == other.getClass()
        && List.of(AtomicBoolean.class, AtomicInteger.class, AtomicLong.class)
            .contains(one.getClass())) {
      return one.toString().equals(other.toString());
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
    }
    boolean ordered = one instanceof List || one instanceof Queue;
    return (ordered && other instanceof Collection)
        ? sameInOrder(((Collection<?>) one).iterator(), ((Collection<?>) other).iterator())
        : one.equals(other);
  }

  /**
   * The content of an Optional. A nested empty Optional counts as empty, because JSON's null cannot
   * tell them apart.
   */
  private static Object content(Optional<?> optional) {
    Object content = optional.orElse(null);
    return OptionalInt.empty().equals(content)
            || OptionalLong.empty().equals(content)
            || OptionalDouble.empty().equals(content)
            || Optional.empty().equals(content)
        ? null
        : content;
  }

  private static boolean sameElements(Object one, Object other) {
    boolean same = Array.getLength(one) == Array.getLength(other);
    for (int i = 0; same && i < Array.getLength(one); i++) {
      same = same(Array.get(one, i), Array.get(other, i));
    }
    return same;
  }

  private static boolean sameInOrder(Iterator<?> one, Iterator<?> other) {
    while (one.hasNext() && other.hasNext()) {
      if (!same(one.next(), other.next())) {
        return false;
      }
    }
    return !one.hasNext() && !other.hasNext();
  }
}
