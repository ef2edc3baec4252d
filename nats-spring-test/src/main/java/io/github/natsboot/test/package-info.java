/**
 * A real NATS server for tests.
 */
@NullMarked
package io.github.natsboot.test;

import org.jspecify.annotations.NullMarked;
