package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.internal.wire.Topics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops messages for which the HiveMQ client's decoder would end the connection. Brokers pass on
 * what other clients publish; mosquitto 2.0, for example, does not check a Response Topic. Stands
 * in front of that decoder, in the event loop of one connection.
 */
final class MalformedMessages extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(MalformedMessages.class);
  private static final long BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);

  private static final int PUBLISH = 3;
  private static final int MAX_LENGTH_BYTES = 4; // MQTT 5, section 1.5.5

  /** The properties that a PUBLISH packet may have (MQTT 5, section 3.3.2.3). */
  private static final int PAYLOAD_FORMAT = 1;

  private static final int MESSAGE_EXPIRY = 2;
  private static final int CONTENT_TYPE = 3;
  private static final int RESPONSE_TOPIC = 8;
  private static final int CORRELATION_DATA = 9;
  private static final int SUBSCRIPTION_IDENTIFIER = 11;
  private static final int TOPIC_ALIAS = 35;
  private static final int USER_PROPERTY = 38;

  private final String connection;
  private final int maxPacketBytes;
  private final LongSupplier nanos;
  private final Body body = new Body(); // reused for all packets
  private @Nullable Long warned; // by that clock
  private int untold;

  /**
   * Drops the malformed messages of one connection.
   *
   * @param connection how the log names it
   * @param maxPacketBytes the limit that we told the broker; the decoder handles larger packets
   */
  MalformedMessages(String connection, int maxPacketBytes) {
    this(connection, maxPacketBytes, System::nanoTime);
  }

  /** As above, with a clock, for tests. */
  MalformedMessages(String connection, int maxPacketBytes, LongSupplier nanos) {
    this.connection = connection;
    this.maxPacketBytes = maxPacketBytes;
    this.nanos = nanos;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    body.begin(in, in.readerIndex() + 1, in.writerIndex());
    int length;
    try {
      length = body.variableLength();
    } catch (MalformedException e) {
      if (in.readableBytes() > MAX_LENGTH_BYTES) { // else more of it has to arrive
        out.add(in.readRetainedSlice(in.readableBytes()));
      }
      return;
    }
    int size = body.at - in.readerIndex() + length;
    if (size > maxPacketBytes) {
      out.add(in.readRetainedSlice(in.readableBytes()));
      return;
    }
    if (in.readableBytes() < size) {
      return;
    }
    int first = in.getUnsignedByte(in.readerIndex());
    if (first >> 4 == PUBLISH) {
      body.begin(in, body.at, in.readerIndex() + size);
      try {
        body.checkMessage(first & 0xF);
      } catch (MalformedException e) {
        acknowledge(context, first >> 1 & 3, body.packetId);
        warn(body.topic(), e.getMessage());
        in.skipBytes(size);
        return;
      }
    }
    out.add(in.readRetainedSlice(size));
  }

  /**
   * Acknowledges a message that is dropped: otherwise the broker would wait for the
   * acknowledgement, and stop sending after some of these.
   */
  private static void acknowledge(ChannelHandlerContext context, int qos, int packetId) {
    if (packetId > 0 && qos == 1) {
      context.writeAndFlush(context.alloc().buffer(4).writeShort(0x4002).writeShort(packetId));
    } else if (packetId > 0 && qos == 2) { // PUBREC with an error ends it, section 4.3.3
      context.writeAndFlush(
          context.alloc().buffer(5).writeShort(0x5003).writeShort(packetId).writeByte(0x80));
    }
  }

  private void warn(String topic, @Nullable String problem) {
    long now = nanos.getAsLong();
    if (warned != null && now - warned < BETWEEN_WARNINGS) {
      untold++;
      return;
    }
    LOG.warn(
        "{}: a message to {} is dropped because it is malformed: {}{}; if it is retained, remove it"
            + " from the broker: mosquitto_pub -r -n -t TOPIC",
        connection,
        topic.isEmpty() || !Topics.isPlain(topic) ? "a topic that cannot be printed" : topic,
        problem,
        untold == 0 ? "" : " (" + untold + " more were not logged)");
    warned = now;
    untold = 0;
  }

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String problem) {
      super(problem, null, false, false); // no stack trace is needed
    }
  }

  /** Reads and checks the bytes of a packet. */
  private static final class Body {
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int end;
    private int at;
    private int topicBegin;
    private int topicLength;
    private int packetId;

    /** Sets the range of bytes to read next, of the same packet or the next. */
    void begin(ByteBuf packet, int from, int to) {
      bytes = packet;
      at = from;
      end = to;
      topicBegin = from;
      topicLength = 0;
      packetId = 0;
    }

    /** Checks a PUBLISH packet; starts after its fixed header. */
    void checkMessage(int flags) throws MalformedException {
      int qos = flags >> 1 & 3;
      if (qos == 3 || (qos == 0 && flags >= 8)) {
        throw new MalformedException("its quality of service is none");
      }
      int length = unsignedShort();
      int begin = skip(length);
      if (qos > 0) {
        packetId = unsignedShort();
      }
      checkText("its topic", begin, length);
      checkNoWildcards("its topic", begin, length);
      topicBegin = begin;
      topicLength = length;
      int propertiesLength = variableLength();
      int propertiesEnd = at + propertiesLength;
      if (propertiesEnd > end) {
        throw tooShort();
      }
      boolean aliased = checkProperties(propertiesEnd);
      if (length == 0 && !aliased) {
        throw new MalformedException("its topic is empty");
      }
    }

    /**
     * Checks the properties, which end at {@code propertiesEnd}; returns whether there is a topic
     * alias.
     */
    private boolean checkProperties(int propertiesEnd) throws MalformedException {
      end = propertiesEnd;
      long seen = 0;
      while (at < end) {
        int id = variableLength();
        boolean mayRepeat = id == USER_PROPERTY || id == SUBSCRIPTION_IDENTIFIER;
        if (id < Long.SIZE && (seen & 1L << id) != 0 && !mayRepeat) {
          throw new MalformedException("it has property " + id + " twice");
        }
        checkProperty(id);
        seen |= 1L << id;
      }
      return (seen & 1L << TOPIC_ALIAS) != 0;
    }

    private void checkProperty(int id) throws MalformedException {
      switch (id) {
        case PAYLOAD_FORMAT -> {
          if (bytes.getUnsignedByte(skip(1)) > 1) {
            throw new MalformedException("its payload format indicator is neither 0 nor 1");
          }
        }
        case MESSAGE_EXPIRY -> skip(4);
        case CONTENT_TYPE -> text("its content type");
        case RESPONSE_TOPIC -> {
          int length = text("its response topic");
          if (length == 0) {
            throw new MalformedException("its response topic is empty");
          }
          checkNoWildcards("its response topic", at - length, length);
        }
        case CORRELATION_DATA -> skip(unsignedShort());
        case SUBSCRIPTION_IDENTIFIER -> {
          if (variableLength() == 0) {
            throw new MalformedException("its subscription identifier is 0");
          }
        }
        case TOPIC_ALIAS -> {
          if (unsignedShort() == 0) {
            throw new MalformedException("its topic alias is 0");
          }
        }
        case USER_PROPERTY -> {
          text("a user property");
          text("a user property");
        }
        default -> throw new MalformedException("it has property " + id + ", which is none of its");
      }
    }

    /** The topic; empty if the packet was rejected before its topic was found valid. */
    String topic() {
      return bytes.toString(topicBegin, topicLength, StandardCharsets.UTF_8);
    }

    private int text(String what) throws MalformedException {
      int length = unsignedShort();
      checkText(what, skip(length), length);
      return length;
    }

    private void checkText(String what, int begin, int length) throws MalformedException {
      if (!ByteBufUtil.isText(bytes, begin, length, StandardCharsets.UTF_8)
          || bytes.indexOf(begin, begin + length, (byte) 0) >= 0) {
        throw new MalformedException(what + " is not text");
      }
    }

    private void checkNoWildcards(String what, int begin, int length) throws MalformedException {
      if (bytes.indexOf(begin, begin + length, (byte) '+') >= 0
          || bytes.indexOf(begin, begin + length, (byte) '#') >= 0) {
        throw new MalformedException(what + " has wildcards");
      }
    }

    private int unsignedShort() throws MalformedException {
      return bytes.getUnsignedShort(skip(2));
    }

    /** Reads a variable byte integer, which has up to four bytes. */
    private int variableLength() throws MalformedException {
      int value = 0;
      for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
        int next = bytes.getUnsignedByte(skip(1));
        value |= (next & 0x7F) << (7 * i);
        if (next < 0x80) {
          return value;
        }
      }
      throw new MalformedException("a length in it has more than four bytes");
    }

    /** Skips {@code count} bytes; returns the index of the first of them. */
    private int skip(int count) throws MalformedException {
      if (end - at < count) {
        throw tooShort();
      }
      at += count;
      return at - count;
    }

    private static MalformedException tooShort() {
      return new MalformedException("it ends too early");
    }
  }
}
