/**
 * The requests to a service: which of them are executed, in the implementation's turn, and how each
 * is answered.
 */
package io.mqttremoting.internal.service.request;
