/** Test utilities that several modules share. They are not published. */
package io.mqttremoting.testsupport;
