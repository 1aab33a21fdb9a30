/** Runs the interceptors of users around calls, at both ends. */
@NullMarked
package io.mqttremoting.internal.interceptor;

import org.jspecify.annotations.NullMarked;
