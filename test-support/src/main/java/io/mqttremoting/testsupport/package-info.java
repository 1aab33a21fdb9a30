/** What the tests of several modules need. It is not published. */
package io.mqttremoting.testsupport;
