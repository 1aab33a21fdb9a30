package io.world.oven;

import io.mqttremoting.spring.ImportRemoteClients;
import org.springframework.context.annotation.Configuration;

/** Names no package, so it is this one. */
@Configuration
@ImportRemoteClients
public class OvenPackage {}
