/** Which broker, as whom and how: options, environment, profiles, addresses of services. */
@NullMarked
package io.mqttremoting.cli.broker;

import org.jspecify.annotations.NullMarked;
