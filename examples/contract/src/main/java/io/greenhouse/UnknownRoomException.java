package io.greenhouse;

import io.mqttremoting.api.RemoteError;

/** There is no thermometer in the room. */
@RemoteError("unknownRoom")
public class UnknownRoomException extends Exception {
  private static final long serialVersionUID = 1;

  public UnknownRoomException(String message) {
    super(message);
  }
}
