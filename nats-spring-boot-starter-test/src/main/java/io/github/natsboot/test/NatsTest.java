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

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests listeners, and whatever else publishes and requests, without the rest of the
 * application: of its components only the {@linkplain #listeners() listeners asked for}
 * are made, of the auto-configurations only those of messaging, JSON and validation, and
 * there is no web server. What the listeners need besides is to be given with
 * {@code @MockitoBean} or {@code @Import}.
 *
 * <pre class="code">
 * &#64;NatsTest(Orders.class)
 * class OrdersTests {
 *
 *     &#64;Autowired
 *     NatsTestTemplate nats;
 *
 *     &#64;Test
 *     void anOrderIsScreened() {
 *         nats.publish("order.created", new Order("123", 99.9));
 *         assertThat(nats.listener("orders.screen").awaitSettled()).isAcknowledged();
 *     }
 *
 * }
 * </pre>
 *
 * The test runs against a real server; {@link EnableNatsServer} on the test class says
 * which, where its defaults do not fit. The properties of the application are those of
 * its {@code application.yml}, so streams declared by properties are there. Those that
 * are beans need {@code @Import}: classes with {@code @Configuration} are not scanned.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(NatsTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(NatsTypeExcludeFilter.class)
@AutoConfigureNats
@EnableNatsServer
@ImportAutoConfiguration
public @interface NatsTest {

	/**
	 * Properties to add to the environment, as {@code key=value}.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Alias of {@link #listeners()}.
	 * @return the classes
	 */
	@AliasFor("listeners")
	Class<?>[] value() default {};

	/**
	 * Components with listeners, or others, to make, as the component scan of the
	 * application finds them. None by default.
	 * @return the classes
	 */
	@AliasFor("value")
	Class<?>[] listeners() default {};

	/**
	 * Whether to make the {@linkplain #listeners() components asked for}, and those that
	 * belong to the messaging itself, such as message converters and interceptors. On by
	 * default; without it there are only those of {@link #includeFilters()}.
	 * @return whether to make them
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Filters for components to make in addition.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Filters for components to leave out.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
