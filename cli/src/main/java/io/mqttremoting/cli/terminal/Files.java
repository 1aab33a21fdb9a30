package io.mqttremoting.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes files, with errors for people. */
public final class Files {
  private Files() {}

  /**
   * The text in a file.
   *
   * @throws Failure if it cannot be read
   */
  public static String read(Path file) {
    try {
      return java.nio.file.Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new Failure(ExitCode.FILE, "there is no file " + file, e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
