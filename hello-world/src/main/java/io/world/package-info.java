/** The example of the README. */
package io.world;
