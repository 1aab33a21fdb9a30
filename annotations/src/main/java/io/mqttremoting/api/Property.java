package io.mqttremoting.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a property: a value that the service owns and every client sees.
 *
 * <pre>{@code
 * @Property Message getLast();
 * @Property void setLast(Message last);
 * @Property Subscription onLastChanged(Consumer<Message> handler);
 * }</pre>
 *
 * <table>
 *   <caption>The methods of property {@code last}, recognised by their shape</caption>
 *   <tr><td>{@code T getLast()}, {@code boolean isLast()}</td>
 *       <td>Client: the last value received, at once; before any, the default of a primitive, else
 *       {@code null}. Service: read once, when serving begins.</td></tr>
 *   <tr><td>{@code void setLast(T)}</td>
 *       <td>Client: publishes the value to {@code {module}/{interface}/set/last}, as JSON, and changes
 *       nothing locally. Service: called with that value. Left out: the property is read-only.</td></tr>
 *   <tr><td>{@code CompletableFuture<T> setLast(T)}</td>
 *       <td>In place of that, a confirmed write. Client: completes with the value that the service has
 *       afterwards, or with the error that its setter threw: one of those that this method declares
 *       and that carry {@link RemoteError} as itself, any other as {@link RemotingException}. Only
 *       services of this library answer. Service: called with that value; its future brings what
 *       the value is then.</td></tr>
 *   <tr><td>{@code Subscription onLastChanged(handler)}</td>
 *       <td>Client: the handler is called with each changed value that arrives after it was added.
 *       Service: called once, with a handler that publishes each value it is given to
 *       {@code {module}/{interface}/prop/last}, retained. The handler is any functional interface
 *       with one parameter of type {@code T}. Without this method the property is a constant and has
 *       no setter.</td></tr>
 * </table>
 *
 * <p>A property whose value is {@code null} is not published until it has had another value; when
 * it becomes {@code null} again, {@code null} is published, which client programs of other
 * languages may not survive (wire protocol, part 1).
 *
 * <p>Threads: a client's getters and setters may be called from any thread, and wait for nothing
 * but room to send; its handlers are called in threads of the connection, one at a time for each
 * client, in the order of arrival. A service's getters and {@code onLastChanged} are called in the
 * thread that serves, its setters as its operations; its handler may be called from any thread.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Property {
  /**
   * The name on the wire, where it is not that of the Java methods:
   * {@code @Property("extern_vector") Vector getExternVector()}. To be given on one method of the
   * property, or alike on several.
   */
  String value() default "";
}
