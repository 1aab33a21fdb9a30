package io.mqttremoting.api;

/**
 * What a connection does if the contract of a service breaks that of a client: for example if a
 * field that the client reads has another name at the service. A client that uses only a part of
 * the service's contract is no problem.
 */
public enum ContractCheck {
  /** Contracts are not compared. */
  OFF,
  /** One warning for each client interface and each other contract names the differences. */
  WARN,
  /**
   * In addition, calls and property changes that such a service could receive fail with {@link
   * ErrorCode#FAILED_PRECONDITION} and are not sent. Values and signals still arrive: their topics
   * do not tell which service published them.
   */
  STRICT
}
