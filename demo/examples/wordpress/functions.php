<?php
/**
 * For the functions.php of your (child) theme, or a plugin of your own; WordPress 5.7 or newer.
 * page.html beside this file shows what it prints.
 */
add_action( 'wp_footer', function () {
	wp_print_script_tag( array(
		'src'             => 'http://localhost:8001/smail-chat.js',
		'data-chatbot-id' => 'demo',
		'async'           => true,
	) );
} );
