import io.mqttremoting.api.RemoteInterface;

@RemoteInterface
@SuppressWarnings("DefaultPackage") // its case
interface InUnnamedPackage {}
