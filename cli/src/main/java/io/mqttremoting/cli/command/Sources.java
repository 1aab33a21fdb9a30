package io.mqttremoting.cli.command;

import io.mqttremoting.Contract;
import io.mqttremoting.cli.broker.Broker;
import io.mqttremoting.cli.broker.Target;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.contracts.ContractModule;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Where contracts come from: files, services and classes. */
final class Sources {
  private Sources() {}

  /** Whether a word means a file, and not an address. */
  static boolean isFile(String word) {
    return word.matches(".*\\.(ya?ml|json)") || Files.exists(Path.of(word));
  }

  /**
   * The module in a file.
   *
   * @throws Failure if it cannot be read or breaks rules
   */
  static ContractModule file(Path file) {
    try {
      return ContractModule.read(file);
    } catch (NoSuchFileException e) {
      throw new Failure(ExitCode.FILE, "there is no file " + e.getFile(), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, file + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.FILE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The contract that a service tells. */
  static Contract service(Broker broker, String address) {
    try (Target target = Target.open(broker, broker.address(address))) {
      target.requireKnown();
      return target
          .contract()
          .orElseThrow(
              () ->
                  new Failure(
                      ExitCode.UNIMPLEMENTED,
                      target.address().owner() + " is not online, or tells no contract"));
    }
  }

  /**
   * The module of a file or of a service.
   *
   * @param broker asked only for a service
   */
  static ContractModule of(String word, Supplier<Broker> broker) {
    return isFile(word)
        ? file(Path.of(word))
        : ContractModule.of(List.of(service(broker.get(), word)));
  }

  /**
   * The module of Java interfaces.
   *
   * @param classPath jars and folders with their classes
   * @throws Failure if one cannot be loaded, or breaks rules
   */
  static ContractModule classes(List<Path> classPath, List<String> names) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path path : classPath) {
        if (!Files.exists(path)) {
          throw new Failure(ExitCode.FILE, "there is no " + path + " for the class path");
        }
        urls.add(path.toUri().toURL());
      }
      try (URLClassLoader loader =
          new URLClassLoader(urls.toArray(URL[]::new), Sources.class.getClassLoader())) {
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
          types.add(Class.forName(name, false, loader));
        }
        return ContractModule.of(types.toArray(Class<?>[]::new));
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Failure(ExitCode.NOT_FOUND, "the class path has no class " + e.getMessage(), e);
    } catch (MalformedURLException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, "a jar cannot be closed: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
  }
}
