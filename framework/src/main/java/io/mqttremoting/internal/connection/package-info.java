/**
 * The life of one connection: connecting and reconnecting, subscriptions, routing messages to
 * endpoints, and sending. Clients and services share one {@link
 * io.mqttremoting.internal.connection.BrokerConnection}. They register an {@link
 * io.mqttremoting.internal.connection.Endpoint} for what they subscribe to, and send with {@link
 * io.mqttremoting.internal.connection.Sender}, {@link io.mqttremoting.internal.connection.Outbox}
 * or {@link io.mqttremoting.internal.connection.Farewells}.
 *
 * <p>A {@code Link} is one connection to one broker, from the attempt to connect until it is lost;
 * each reconnect makes a new one. {@code StateMachine} knows which link is in use.
 *
 * <p>{@code Restorer} connects, in the thread of the caller or in that of {@code Reconnector}:
 * endpoints are told of the last loss; {@code LinkMaker} makes a link, with the transport that
 * {@code Connector} gets; {@code Endpoints} subscribes; the link is put in use; endpoints publish
 * their values and statuses; messages that {@code EarlyMessages} held back are delivered; a {@code
 * Fence} shows that the retained messages have arrived; {@code CONNECTED} is reported; {@code
 * Outbox} sends again what the last broker connection did not take.
 */
package io.mqttremoting.internal.connection;
