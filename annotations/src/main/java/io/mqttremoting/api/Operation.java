package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation: a call that the service executes and answers. Only the caller gets the reply.
 *
 * <pre>{@code
 * @Operation int say(Message msg, When when) throws RefusedException;
 * }</pre>
 *
 * <p>{@code say(new Message("hi"), When.NOW)} publishes the arguments as the JSON array {@code
 * [{"content":"hi"},0]} below {@code {module}/{interface}/rpc/}, and returns the value of the
 * reply. The return type is any type, {@code void}, or {@code CompletableFuture<T>}.
 *
 * <p>One operation may have two methods with the same parameters, one that blocks and one that
 * returns a future: {@code CompletableFuture<Integer> sayAsync(Message, When)} pairs with {@code
 * say} by its name, and a method of any other name by {@code @Operation("say")}. If the interface
 * declares one of the two as a {@code default} method, an implementation needs to write only the
 * other: a client overrides annotated default methods, and a service is called through the method
 * that its class implements.
 *
 * <p>Exceptions: if the implementation throws an exception that the method declares and that has a
 * {@link RemoteError} annotation, the caller gets an exception of the same type. Every other
 * failure is a {@link RemotingException}. A method that returns a future completes the future with
 * the exception.
 *
 * <p>Threads: a client may be called from any thread, also from handlers of remote objects. A
 * method that does not return a future blocks until the reply arrives or the call times out.
 * Futures complete in a thread of the connection. A service is called in threads of the connection,
 * by one thread at a time for each implementation; when an operation returns a future, the next
 * call can begin. So an operation must not block on a call that comes back to the same
 * implementation, directly or through another service: it would wait until that call times out.
 * Where the library can detect this, for a blocking call to itself, it refuses the call with {@link
 * ErrorCode#FAILED_PRECONDITION}. Return the future of the call instead, or call the
 * implementation's own method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {
  /** The name on the wire. Default: the name of the method. */
  String value() default "";

  /**
   * The timeout of a call in milliseconds; the call then ends with {@link CallTimeoutException}.
   * Default: the call timeout of the connection, which is 30 seconds unless changed.
   */
  long timeoutMillis() default 0;

  /**
   * Whether a call returns as soon as it is sent, without waiting for a reply. This is for services
   * in other languages that never answer operations without a result, such as ApiGear's C++
   * services. Allowed only for operations without a result. The caller does not learn of errors at
   * the service.
   */
  boolean oneWay() default false;

  /**
   * The QoS of requests and replies. Default: for replies, the delivery in the service's options;
   * otherwise the delivery of the connection.
   */
  Delivery delivery() default Delivery.AUTO;
}
