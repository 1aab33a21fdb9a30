package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation: a call that the service executes and answers, to this caller alone.
 *
 * <pre>{@code
 * @Operation int say(Message msg, When when) throws RefusedException;
 * }</pre>
 *
 * <p>{@code say(new Message("hi"), When.NOW)} publishes the arguments as the JSON array {@code
 * [{"content":"hi"},0]} below {@code {module}/{interface}/rpc/}, and returns what the reply holds.
 * The result is any type, {@code void}, or {@code CompletableFuture<T>}.
 *
 * <p>One operation may have two methods, one that blocks and one that returns a future, with the
 * same parameters: {@code CompletableFuture<Integer> sayAsync(Message, When)} pairs with {@code
 * say} by its name, and a method of any other name by {@code @Operation("say")}. An implementation
 * may write only one of the two if the interface declares the other as a {@code default} method: a
 * client replaces an annotated default method, and a service is called through the method that its
 * class wrote.
 *
 * <p>Exceptions: one that the method declares and that carries {@link RemoteError} is thrown at the
 * caller as itself; every other failure is a {@link RemotingException}, also when the method
 * returns a future, which then completes with it.
 *
 * <p>Threads: a client may be called from any thread, handlers of remote objects included; a method
 * with a result or {@code void} holds up that thread until the reply is there, for as long as the
 * timeout at most. Futures complete in a thread of the connection. A service is called in threads
 * of the connection, by one at a time for each implementation; a future that it returns lets the
 * next call begin. So an implementation that waits, in an operation, for a call that comes back to
 * it, directly or by way of another service, waits until that call times out. Where this can be
 * seen, for a blocking call to itself, the call is refused with {@link
 * ErrorCode#FAILED_PRECONDITION}. Return the future of such a call instead, or call the
 * implementation's own method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {
  /** The name on the wire. Default: the name of the method. */
  String value() default "";

  /**
   * How long a call may take, in milliseconds, until it ends with {@link CallTimeoutException}.
   * Default: the time that the connection is configured for, 30 seconds unless changed.
   */
  long timeoutMillis() default 0;

  /**
   * Whether a call returns as soon as it is sent, without waiting for a reply: for services of
   * other languages that never answer operations without a result, as ApiGear's C++ ones do. Only
   * for operations without a result. What goes wrong at the service remains unknown to the caller.
   */
  boolean oneWay() default false;

  /**
   * How requests and replies travel. Default: as the service's options say for its replies, else as
   * the connection is configured.
   */
  Delivery delivery() default Delivery.AUTO;
}
