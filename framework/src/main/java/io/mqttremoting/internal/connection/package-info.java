/**
 * The life of one connection: connecting and reconnecting, subscriptions, routing messages to
 * endpoints, and sending. Clients and services share one {@link
 * io.mqttremoting.internal.connection.BrokerConnection}. They register an {@link
 * io.mqttremoting.internal.connection.Endpoint} to receive messages, and send with {@link
 * io.mqttremoting.internal.connection.Sender} or, if a message must outlive the connection, {@link
 * io.mqttremoting.internal.connection.Outbox}.
 *
 * <p>A {@code Link} is one connection to one broker, from the attempt to connect until it is lost;
 * each reconnect makes a new one. {@code StateMachine} knows which link is in use.
 *
 * <p>{@code Restorer} connects, in the thread of the caller or in that of {@code Reconnector}. It
 * notifies endpoints of the last loss. {@code LinkMaker} makes a link, with a transport from {@code
 * Connector}. {@code Endpoints} subscribes, and the link is put in use. Offline statuses that are
 * still due are published, then the endpoints publish their values and statuses. The messages that
 * {@code EarlyMessages} held back are delivered. A {@code Fence} shows that the retained messages
 * have arrived, and {@code CONNECTED} is reported. Last, replies are sent again that the broker has
 * not taken on the last link.
 */
@NullMarked
package io.mqttremoting.internal.connection;

import org.jspecify.annotations.NullMarked;
