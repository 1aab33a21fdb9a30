package io.world;

/** The time to say a message. On the wire it is 0, 1 or 2. */
public enum When {
  NOW,
  SOON,
  NEVER
}
