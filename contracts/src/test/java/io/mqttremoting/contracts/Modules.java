package io.mqttremoting.contracts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The modules in the resources. */
final class Modules {
  static final Path FOLDER = Path.of("src", "test", "resources", "modules");

  private Modules() {}

  static ContractModule read(String file) throws IOException {
    return ContractModule.read(FOLDER.resolve(file + ".module.yaml"));
  }

  static String text(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file + ".module.yaml"));
  }
}
