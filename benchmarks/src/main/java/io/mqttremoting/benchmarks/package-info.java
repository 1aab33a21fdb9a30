/** What MQTT Remoting costs beside the MQTT libraries alone, measured in the same run. */
package io.mqttremoting.benchmarks;
