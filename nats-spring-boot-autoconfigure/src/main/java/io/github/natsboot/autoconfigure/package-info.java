/**
 * Auto-configuration of NATS for Spring Boot applications.
 */
@NullMarked
package io.github.natsboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
