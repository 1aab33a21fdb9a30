/**
 * Contracts in the form of ApiGear modules: {@link
 * io.mqttremoting.internal.contract.ContractWriter} writes them and {@link
 * io.mqttremoting.internal.contract.ContractParser} reads them, {@link
 * io.mqttremoting.internal.contract.Fingerprint} identifies them, and {@link
 * io.mqttremoting.internal.contract.Comparison} finds their differences. They know no Java types.
 */
@NullMarked
package io.mqttremoting.internal.contract;

import org.jspecify.annotations.NullMarked;
