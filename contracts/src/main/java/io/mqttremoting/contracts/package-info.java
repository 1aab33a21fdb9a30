/** Contracts in files. Start with {@link io.mqttremoting.contracts.ContractModule}. */
@NullMarked
package io.mqttremoting.contracts;

import org.jspecify.annotations.NullMarked;
