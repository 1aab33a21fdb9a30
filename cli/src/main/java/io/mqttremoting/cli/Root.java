package io.mqttremoting.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command that has all others. */
@Command(
    name = "mqtt-remoting",
    versionProvider = Root.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Sees and uses services over MQTT.",
    footer = {
      "",
      "An address is module/Interface, module/Interface@instance, or either with",
      ".member after it. A namespace may stand before it: plant7/io.world/Hello.say",
      "mqtt-remoting COMMAND --help describes a command."
    })
final class Root {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  boolean version;

  /** The version in the manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Root.class.getPackage().getImplementationVersion();
      return new String[] {"mqtt-remoting " + (version == null ? "(not packaged)" : version)};
    }
  }
}
