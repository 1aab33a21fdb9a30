import io.mqttremoting.api.RemoteInterface;

@RemoteInterface
@SuppressWarnings("DefaultPackage") // this is what it tests
interface InUnnamedPackage {}
