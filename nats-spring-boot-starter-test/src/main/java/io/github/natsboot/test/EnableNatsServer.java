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

package io.github.natsboot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test against a real nats-server, such as one with {@code @SpringBootTest}. The
 * application connects to it whatever its properties say, and <code>nats.servers</code>
 * holds its address. Where no nats-server can be had the test is skipped, and the log
 * says why.
 *
 * <pre class="code">
 * &#64;SpringBootTest
 * &#64;EnableNatsServer
 * class OrdersTests {
 *
 *     &#64;Autowired
 *     NatsTestTemplate nats;
 *
 * }
 * </pre>
 *
 * The server is a bean of type {@link io.github.natsboot.test.server.NatsTestServer}, or
 * {@link io.github.natsboot.test.server.NatsTestCluster} if there are several, which can
 * be killed, paused and started again. It listens on free ports, keeps its data in a
 * directory of its own, and serves all tests whose annotation is the same, until the JVM
 * ends: what one test class stores is there in the next, unless {@link #reset()} is set.
 * Applications that run at the same time on one server (of test classes that run in
 * parallel, or of a nested class whose context is not that of its outer class) take
 * messages from each other; give them {@link #reset()}, too.
 * <p>
 * An application that is told of another server, by a container with
 * {@code @ServiceConnection} or by a bean, is refused.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(EnableNatsServerCondition.class)
@AutoConfigureNatsTestTemplate
public @interface EnableNatsServer {

	/**
	 * Whether the server has JetStream. On by default.
	 * @return whether JetStream is on
	 */
	boolean jetStream() default true;

	/**
	 * Whether each test method begins with empty streams. Before each of them but the
	 * first, listeners are stopped, streams and consumers are made anew as they were when
	 * the application had started, those that came later are removed, and listeners are
	 * started again. An application whose tests ask for this has a server of its own, as
	 * others would lose their streams. Off by default.
	 * @return whether to begin with empty streams
	 */
	boolean reset() default false;

	/**
	 * Number of servers: 1, or 3 for a cluster in which streams may have replicas. 1 by
	 * default. Several need a nats-server on this machine.
	 * @return the number
	 */
	int servers() default 1;

	/**
	 * Whether the server accepts secure connections only. The application trusts its
	 * certificate, which is made for the test. Off by default.
	 * @return whether connections are secure
	 */
	boolean tls() default false;

	/**
	 * User that the application authenticates as; nobody else is let in. None by default.
	 * @return the name of the user
	 */
	String username() default "";

	/**
	 * Password of {@link #username()}.
	 * @return the password
	 */
	String password() default "";

	/**
	 * Token that the application authenticates with; nobody else is let in. Excludes a
	 * user. None by default.
	 * @return the token
	 */
	String token() default "";

	/**
	 * Lines or blocks to add to the server's configuration file, in the server's own
	 * format. None by default.
	 * @return the lines
	 */
	String[] configuration() default {};

}
