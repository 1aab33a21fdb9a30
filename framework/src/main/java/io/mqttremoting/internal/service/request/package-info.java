/**
 * Executes and answers the requests to services. {@link
 * io.mqttremoting.internal.service.request.ServiceRequests} holds all requests to one service.
 * {@code RequestIntake} queues a request for the implementation's turn, or refuses it; {@code
 * DuplicateRequests} answers a repeated one from {@code ReplyMemory}. {@code OperationCalls}
 * executes the requests to one operation and {@code OperationReplies} answers them.
 */
@NullMarked
package io.mqttremoting.internal.service.request;

import org.jspecify.annotations.NullMarked;
