/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts one {@link NatsTestServer} for the test class and the classes nested in it, and
 * hands it to every constructor, lifecycle and test method that has a parameter of that
 * type. The server is closed after the class. Where no nats-server can be had the class
 * is skipped, and the log says why.
 *
 * <pre class="code">
 * &#64;WithNatsServer
 * class OrdersIT {
 *
 *     &#64;Test
 *     void anOrderIsStored(NatsTestServer server) {
 *     }
 *
 * }
 * </pre>
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(NatsServerExtension.class)
public @interface WithNatsServer {

	/**
	 * Whether the server has JetStream. On by default.
	 * @return whether JetStream is on
	 */
	boolean jetStream() default true;

	/**
	 * Whether each JetStream write reaches the disk before it is acknowledged. Off by
	 * default.
	 * @return whether each write is synchronized
	 */
	boolean syncAlways() default false;

	/**
	 * Lines or blocks to add to the server's configuration file, in the server's own
	 * format. None by default.
	 * @return the lines
	 */
	String[] configuration() default {};

}
