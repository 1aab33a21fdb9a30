/**
 * JSON as the wire protocol wants it: the only users of Jackson, beside the builder of connections,
 * which takes modules and mix-ins.
 */
package io.mqttremoting.internal.json;
