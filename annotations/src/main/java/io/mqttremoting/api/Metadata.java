package io.mqttremoting.api;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Texts by keys that travel beside a request, its reply, a signal or a value: for example a tenant,
 * a token or a trace. With MQTT 5 they are user properties of these names; with MQTT 3.1.1 they are
 * in the envelope of requests and replies (wire protocol, Metadata).
 *
 * <p>A key is a lower-case letter that lower-case letters, digits, {@code -}, {@code _} and {@code
 * .} may follow; it does not begin with {@code remoting}. A value is any text without control
 * characters and others that MQTT forbids. There are at most 64 keys, and names and values have at
 * most 8,192 bytes in UTF-8 together. Methods that would break these rules throw an {@link
 * IllegalArgumentException} that names the key.
 *
 * <p>Immutable. Keys keep the order in which they were added.
 */
public final class Metadata {
  /** The maximum number of keys. */
  public static final int MAX_KEYS = 64;

  /** The maximum size of all keys and values together, in bytes in UTF-8. */
  public static final int MAX_BYTES = 8 * 1024;

  private static final String RESERVED = "remoting";
  private static final Metadata EMPTY = new Metadata(Map.of(), 0);

  private final Map<String, String> values;
  private final int bytes;

  private Metadata(Map<String, String> values, int bytes) {
    this.values = values;
    this.bytes = bytes;
  }

  /** No metadata. */
  public static Metadata empty() {
    return EMPTY;
  }

  /** Metadata with one key. */
  public static Metadata of(String key, String value) {
    return EMPTY.with(key, value);
  }

  /** Metadata with these keys and values, in the order of the map. */
  public static Metadata of(Map<String, String> values) {
    return EMPTY.with(values);
  }

  /** This metadata with another key, or with another value for the same key. */
  public Metadata with(String key, String value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return with(Map.of(key, value));
  }

  /** This metadata and all of {@code other}, whose values win. */
  public Metadata with(Metadata other) {
    return isEmpty() ? other : with(other.values);
  }

  private Metadata with(Map<String, String> added) {
    if (added.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(values);
    int size = bytes;
    for (Map.Entry<String, String> entry : added.entrySet()) {
      String key = entry.getKey();
      String value = entry.getValue();
      check(
          isKey(key),
          key,
          "a key has lower-case letters, digits, '-', '_' and '.', begins with"
              + " a letter, and does not begin with 'remoting'");
      check(
          isValue(value),
          key,
          "its value has a character that MQTT forbids, such as a control" + " character");
      String before = all.put(key, value);
      size += before == null ? utf8(key) + utf8(value) : utf8(value) - utf8(before);
      check(all.size() <= MAX_KEYS, key, "there are " + MAX_KEYS + " other keys already");
      check(
          size <= MAX_BYTES,
          key,
          "with it, names and values have "
              + size
              + " bytes; at most "
              + MAX_BYTES
              + " may travel");
    }
    return new Metadata(Collections.unmodifiableMap(all), size);
  }

  private static void check(boolean holds, String key, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("metadata '" + printable(key) + "': " + otherwise);
    }
  }

  private static String printable(String key) {
    return key.length() <= 200 && isValue(key) ? key : "?";
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether this may be a key. */
  public static boolean isKey(String name) {
    return !name.isEmpty()
        && name.charAt(0) >= 'a'
        && name.charAt(0) <= 'z'
        && !name.startsWith(RESERVED)
        && name.chars().allMatch(Metadata::isKeyCharacter);
  }

  private static boolean isKeyCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  }

  /** Whether this may be a value: MQTT allows and recommends all its characters. */
  public static boolean isValue(String text) {
    return text.codePoints().allMatch(Metadata::isText);
  }

  private static boolean isText(int c) {
    return !Character.isISOControl(c)
        && Character.getType(c) != Character.SURROGATE // an unpaired one
        && (c & 0xFFFE) != 0xFFFE // MQTT 5, section 1.5.4: non-characters
        && (c < 0xFDD0 || c > 0xFDEF);
  }

  /** The value of a key; empty if there is none. */
  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** All values by their keys; cannot be changed. */
  public Map<String, String> asMap() {
    return values;
  }

  /** Whether there are no keys. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata metadata && values.equals(metadata.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The keys only: values may be secret. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
