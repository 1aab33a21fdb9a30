package io.world;

/** When to say something. On the wire it is 0, 1 or 2. */
public enum When {
  NOW,
  SOON,
  NEVER
}
