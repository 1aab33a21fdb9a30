package io.mqttremoting.brokertests.hivemq;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HiveMQ CE in this process, until the process is ended. */
final class Main {
  private static final String CONFIGURATION =
      """
      <?xml version="1.0"?>
      <hivemq>
        <listeners>
          <tcp-listener>
            <port>%2$s</port>
            <bind-address>%1$s</bind-address>
          </tcp-listener>
        </listeners>
        <anonymous-usage-statistics>
          <enabled>false</enabled>
        </anonymous-usage-statistics>
      </hivemq>
      """;

  private Main() {}

  /** The arguments are the address to listen on, {@code host:port}, and a directory for files. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[1]);
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    String[] address = args[0].split(":", 2);
    Files.writeString(
        configuration.resolve("config.xml"), CONFIGURATION.formatted(address[0], address[1]));
    EmbeddedHiveMQ.builder()
        .withConfigurationFolder(configuration)
        .withDataFolder(Files.createDirectories(directory.resolve("data")))
        .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
        .withEmbeddedExtension(
            EmbeddedExtension.builder()
                .withId("allow-all")
                .withName("Allow all")
                .withVersion("1")
                .withExtensionMain(new AllowAll())
                .build())
        .build()
        .start()
        .join();
  }

  /** Without such an extension, HiveMQ refuses all clients. */
  private static final class AllowAll implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      SimpleAuthenticator all = (client, answer) -> answer.authenticateSuccessfully();
      Services.securityRegistry().setAuthenticatorProvider(provider -> all);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }
}
