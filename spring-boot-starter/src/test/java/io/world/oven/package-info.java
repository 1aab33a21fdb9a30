/** Remote interfaces to find by their package. */
package io.world.oven;
