package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a property. A property is a value that the service owns and every client sees.
 *
 * <pre>{@code
 * @Property Message getLast();
 * @Property void setLast(Message last);
 * @Property Subscription onLastChanged(Consumer<Message> handler);
 * }</pre>
 *
 * <table>
 *   <caption>The methods of property {@code last}, recognised by their signatures</caption>
 *   <tr><td>{@code T getLast()}, {@code boolean isLast()}</td>
 *       <td>Client: returns the last received value without waiting; before the first value, the
 *       default of a primitive, else {@code null}. Service: called once, when serving begins.</td></tr>
 *   <tr><td>{@code void setLast(T)}</td>
 *       <td>Client: publishes the value as JSON to {@code {module}/{interface}/set/last}; the local
 *       value does not change. Service: called with that value. Without a setter the property is
 *       read-only.</td></tr>
 *   <tr><td>{@code CompletableFuture<T> setLast(T)}</td>
 *       <td>A confirmed write, in place of the {@code void} setter. Client: completes with the value
 *       that the service has afterwards, or with the exception that its setter threw: an exception
 *       that this method declares and that has a {@link RemoteError} annotation keeps its type, any
 *       other becomes a {@link RemotingException}. Only services of this library answer. Service:
 *       called with that value; its future completes with the value that the property then
 *       has.</td></tr>
 *   <tr><td>{@code Subscription onLastChanged(handler)}</td>
 *       <td>Client: the handler is called with each changed value that arrives after it was added.
 *       Service: called once, with a handler that publishes each value it gets as a retained
 *       message to {@code {module}/{interface}/prop/last}. The handler is any functional interface
 *       with one parameter of type {@code T}. Without this method the property is a constant and
 *       must not have a setter.</td></tr>
 * </table>
 *
 * <p>A property that is {@code null} is not published until it has another value for the first
 * time. When it becomes {@code null} again, {@code null} is published; client programs in other
 * languages may crash on that (wire protocol, Properties).
 *
 * <p>Threads: a client's getters and setters may be called from any thread. A getter never waits; a
 * setter waits only if there is no room to send. A client's handlers run in threads of the
 * connection, one at a time for each client, in order of arrival. A service's getters and {@code
 * onLastChanged} are called in the thread that calls {@code serve}, its setters in the same threads
 * as its operations. The implementation may call its handler from any thread.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Property {
  /**
   * The name on the wire, if it differs from the Java name: {@code @Property("extern_vector")
   * Vector getExternVector()}. Give it on one method of the property, or the same name on several.
   */
  String value() default "";
}
